"""Language models over the network: endpoints, routing, deadlines, cache and recordings."""
