"""Who works: living processes, and the ports to the queue."""
