package dev.weir.gateway;

/** The program. */
public final class GatewayApplication {

    private GatewayApplication() {}

    public static void main(String[] arguments) {
        System.out.println("weir");
    }
}
