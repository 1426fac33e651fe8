"""Which module has the teller of which quantity: each is loaded when it is first needed."""

_TELLERS: dict[str, tuple[str, ...]] = {
    "network": ("Network.parameter_count", "Network.parameters_per_layer"),
    "ready": ("ready line",),
}
HOME = {name: module for module, names in _TELLERS.items() for name in names}
