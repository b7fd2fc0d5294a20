"""A temperature sensor that is run by its device twin, on Microsoft's azure-iot-device SDK."""
