globalThis.readQrOfPhoto = async () => null;
