"""The shipped architectures against their published figures."""

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.zoo import facts, from_zoo, zoo
from quizgen.errors import UserError

# From the papers, torchvision's documentation and the lecture; not from this code.
PUBLISHED = {
    "alexnet": 61_100_840,
    "bert_base": 109_482_240,
    "densenet121": 7_978_856,
    "googlenet": 6_624_904,
    "homework-cnn": 1_198_721,
    "lecture-conv1d": 6,
    "lecture-conv1d-stride": 5,
    "lecture-conv2d": 500,
    "lecture-filters": 6,
    "lecture-mlp": 1_100,
    "lecture-mlp-deep": 108,
    "lenet5": 61_706,
    "mobilenet_v2": 3_504_872,
    "resnet18": 11_689_512,
    "resnet50": 25_557_032,
    "unet": 31_030_658,
    "vgg16": 138_357_544,
    "vit_b_16": 86_567_656,
}


@pytest.mark.parametrize("name", sorted(zoo()))
class TestEntry:
    def test_parameters(self, name: str) -> None:
        claimed = facts(name)
        assert (
            from_zoo(name).parameter_count
            == claimed["parameters"]
            == PUBLISHED.get(name, claimed["parameters"])
        )

    def test_title_and_source(self, name: str) -> None:
        claimed = facts(name)
        assert claimed["title"]
        assert claimed["source"]

    def test_the_table_is_consistent(self, name: str) -> None:
        found = summarise(read(name))
        net = found.network
        assert found.total("parameters") == net.parameter_count
        assert found.total("connections") == net.connections()
        assert found.total("zeros") == net.zeros()
        assert found.total("macs") == net.macs()
        assert found.output_shape == net.output_shape()


def test_vgg16_convolutions() -> None:
    """SOLVER section 2: counted window by window elsewhere."""
    found = summarise(read("vgg16"))
    convolutions = [line for line in found.lines if "Conv" in type(line.layer).__name__]
    assert sum(line.connections or 0 for line in convolutions) == 14_846_190_336
    assert sum(line.zeros or 0 for line in convolutions) == 16_692_152_966_400


def test_lecture_shapes() -> None:
    shapes = {
        "lecture-conv1d": (1, 5), "lecture-conv1d-stride": (1, 4), "lecture-conv2d": (20, 6, 6),
        "lecture-filters": (2, 4), "homework-cnn": (1,),
    }  # fmt: skip
    for name, shape in shapes.items():
        assert read(name).output_shape() == shape


def test_unknown() -> None:
    with pytest.raises(UserError, match="no shipped architecture 'nonet'"):
        from_zoo("nonet")
