"""ATen operators, which `torch.export` gives, as layers."""
