"""Questions about a network: what can be asked of one layer, of several, and of the whole."""
