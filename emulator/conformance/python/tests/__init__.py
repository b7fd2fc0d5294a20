"""What Microsoft's Python SDK for devices finds on the emulator, and how the sensor does there."""
