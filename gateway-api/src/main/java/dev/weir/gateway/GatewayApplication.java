package dev.weir.gateway;

import dev.weir.gateway.command.WeirCommand;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The program. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(dev.weir.gateway.wiring.GatewayWiring.class)
public class GatewayApplication {

    public static void main(String[] arguments) {
        int exitCode = WeirCommand.run(GatewayApplication.class, arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
