"""Which module has the teller of which quantity: each is loaded when it is first needed."""

_TELLERS: dict[str, tuple[str, ...]] = {
    "convolution": (
        "Convolution.parameter_count",
        "edges of windows",
        "edges back",
        "sums of windows",
        "true_convolution",
    ),
    "counts": (
        "Countable.parameter_count",
        "Linear.parameter_count",
        "_TransformerLayer.parameter_count",
        "product of sizes",
        "absent edges",
        "edges of rows",
        "edges of a sequence",
        "MultiheadAttention.connections",
        "Linear.macs",
        "Convolution.macs",
        "TransposedConvolution.macs",
        "features in a row",
    ),
    "linear": (
        "weighted sums",
        "Convolution.weight_matrix",
        "TransposedConvolution.weight_matrix",
        "AvgPool.weight_matrix",
        "Upsample.weight_matrix",
    ),
    "network": ("Network.parameter_count", "Network.parameters_per_layer"),
    "normalization": ("standard scores",),
    "pooling": (
        "edges of windows of values",
        "edges of stated windows",
        "largest of each window",
        "mean of each window",
        "norm of each window",
    ),
    "ready": ("ready line",),
    "sequences": ("state of a step", "agreement of queries and keys", "weighted mean"),
    "windows": ("windows along an axis", "places along an axis", "positions", "shape of places"),
}
HOME = {name: module for module, names in _TELLERS.items() for name in names}
