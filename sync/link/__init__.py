"""Sessions on real connections: frames, WebSocket client and server, the writer in between."""
