package dev.weir.gateway;

import dev.weir.gateway.command.WeirCommand;
import dev.weir.gateway.wiring.GatewayWiring;
import dev.weir.gateway.wiring.RouteWorkbench;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The program. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(GatewayWiring.class)
public class GatewayApplication {

    public static void main(String[] arguments) {
        int exitCode = WeirCommand.run(GatewayApplication.class, RouteWorkbench::open, arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
