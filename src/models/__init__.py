"""Language models: the servers, the router in front of them, recording and replay."""
