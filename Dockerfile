# The image of the operator. Build the code first, with JDK 17 or later and Maven, then the image:
#
#   mvn -pl operator -am package
#   docker build -t registry.example.com/twin-operator:0.1.0-SNAPSHOT .
#
# It expects operator/jvm.options, operator/target/twin-operator-*.jar and, in operator/target/lib, what that needs at
# run time.
FROM eclipse-temurin:17-jre-jammy

# Nothing is installed and nothing is written: the root file system may be read-only, with /tmp
# writable for the JVM.
COPY operator/target/lib/ /opt/twin-operator/lib/
COPY operator/target/twin-operator-*.jar /opt/twin-operator/lib/
COPY operator/jvm.options /opt/twin-operator/

# The number that the chart runs it as; it needs no entry in /etc/passwd.
USER 10001:10001
WORKDIR /tmp

# The health and metrics port, --http-port.
EXPOSE 8080

# MaxRAMPercentage: the rest is for threads, TLS buffers and the JVM itself.
# ExitOnOutOfMemoryError: a restart goes on where it stopped; an operator without memory does not.
ENTRYPOINT ["java", \
    "@/opt/twin-operator/jvm.options", \
    "-XX:MaxRAMPercentage=75", \
    "-XX:+ExitOnOutOfMemoryError", \
    "-cp", "/opt/twin-operator/lib/*", \
    "io.twinoperator.runtime.Main"]
