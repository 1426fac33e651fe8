"""Networks as tutorials, papers' code and students write them: read as text, run by torch as the oracle."""

from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.torch_text import read_torch
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
# Name: input without the batch, code.
CODE: dict[str, tuple[tuple[int, ...], str]] = {
    "mnist example": ((1, 28, 28), """
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(x)
        x = self.conv2(x)
        x = F.relu(x)
        x = F.max_pool2d(x, 2)
        x = self.dropout1(x)
        x = torch.flatten(x, 1)
        x = self.fc1(x)
        x = F.relu(x)
        x = self.dropout2(x)
        x = self.fc2(x)
        output = F.log_softmax(x, dim=1)
        return output
"""),
    "cifar tutorial": ((3, 32, 32), """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)
"""),
    "quickstart": ((1, 28, 28), """
class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(28*28, 512),
            nn.ReLU(),
            nn.Linear(512, 512),
            nn.ReLU(),
            nn.Linear(512, 10),
        )

    def forward(self, x):
        x = self.flatten(x)
        logits = self.linear_relu_stack(x)
        return logits
"""),
    "vgg make_layers": ((3, 32, 32), """
cfg = [16, 'M', 32, 32, 'M']

def make_layers(cfg, in_channels=3, batch_norm=True):
    layers = []
    for v in cfg:
        if v == 'M':
            layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
        else:
            conv2d = nn.Conv2d(in_channels, v, kernel_size=3, padding=1)
            if batch_norm:
                layers += [conv2d, nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
            else:
                layers += [conv2d, nn.ReLU(inplace=True)]
            in_channels = v
    return nn.Sequential(*layers)

class VGG(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = make_layers(cfg)
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(nn.Linear(32 * 7 * 7, 64), nn.ReLU(True), nn.Dropout(), nn.Linear(64, num_classes))

    def forward(self, x):
        x = self.features(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        x = self.classifier(x)
        return x
"""),
    "basic blocks": ((3, 32, 32), """
class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, in_planes, planes, stride=1):
        super(BasicBlock, self).__init__()
        self.conv1 = nn.Conv2d(in_planes, planes, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, kernel_size=3, stride=1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_planes != self.expansion*planes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_planes, self.expansion*planes, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(self.expansion*planes)
            )

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        out = F.relu(out)
        return out

class ResNet(nn.Module):
    def __init__(self, block, num_blocks, num_classes=10):
        super(ResNet, self).__init__()
        self.in_planes = 16
        self.conv1 = nn.Conv2d(3, 16, kernel_size=3, stride=1, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = self._make_layer(block, 16, num_blocks[0], stride=1)
        self.layer2 = self._make_layer(block, 32, num_blocks[1], stride=2)
        self.linear = nn.Linear(32*block.expansion, num_classes)

    def _make_layer(self, block, planes, num_blocks, stride):
        strides = [stride] + [1]*(num_blocks-1)
        layers = []
        for stride in strides:
            layers.append(block(self.in_planes, planes, stride))
            self.in_planes = planes * block.expansion
        return nn.Sequential(*layers)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.layer1(out)
        out = self.layer2(out)
        out = F.avg_pool2d(out, 4)
        out = F.adaptive_avg_pool2d(out, 1)
        out = out.view(out.size(0), -1)
        out = self.linear(out)
        return out

net = ResNet(BasicBlock, [2, 2])
"""),
    "inception block": ((8, 14, 14), """
class Inception(nn.Module):
    def __init__(self, in_channels, c1, c2, c3, c4):
        super().__init__()
        self.b1 = nn.Conv2d(in_channels, c1, kernel_size=1)
        self.b2_1 = nn.Conv2d(in_channels, c2[0], kernel_size=1)
        self.b2_2 = nn.Conv2d(c2[0], c2[1], kernel_size=3, padding=1)
        self.b3 = nn.Sequential(nn.Conv2d(in_channels, c3[0], 1), nn.ReLU(), nn.Conv2d(c3[0], c3[1], 5, padding=2))
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.b4 = nn.Conv2d(in_channels, c4, kernel_size=1)

    def forward(self, x):
        b1 = F.relu(self.b1(x))
        b2 = F.relu(self.b2_2(F.relu(self.b2_1(x))))
        b3 = F.relu(self.b3(x))
        b4 = F.relu(self.b4(self.pool(x)))
        return torch.cat((b1, b2, b3, b4), dim=1)

net = Inception(8, 4, (3, 6), (2, 4), 5)
"""),
    "dense block": ((3, 16, 16), """
class DenseLayer(nn.Module):
    def __init__(self, in_channels, growth):
        super().__init__()
        self.block = nn.Sequential(nn.BatchNorm2d(in_channels), nn.ReLU(), nn.Conv2d(in_channels, growth, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, self.block(x)], 1)

net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), *[DenseLayer(8 + 4 * i, 4) for i in range(3)], nn.AvgPool2d(2))
"""),
    "u-net": ((1, 32, 32), """
class DoubleConv(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(b, b, 3, padding=1), nn.ReLU(inplace=True))

    def forward(self, x):
        return self.net(x)

class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = DoubleConv(1, 8)
        self.down2 = DoubleConv(8, 16)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.conv = DoubleConv(16, 8)
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        skip = self.down1(x)
        x = self.down2(self.pool(skip))
        x = self.up(x)
        x = torch.cat([skip, x], dim=1)
        x = self.conv(x)
        return self.out(x)
"""),
    "autoencoder": ((1, 28, 28), """
class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 64, 7)
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(64, 32, 7),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1),
            nn.Sigmoid()
        )

    def forward(self, x):
        encoded = self.encoder(x)
        decoded = self.decoder(encoded)
        return decoded
"""),
    "gan generator": ((16, 1, 1), """
nz, ngf, nc = 16, 8, 3
class Generator(nn.Module):
    def __init__(self, ngpu=1):
        super(Generator, self).__init__()
        self.ngpu = ngpu
        self.main = nn.Sequential(
            nn.ConvTranspose2d(nz, ngf * 4, 4, 1, 0, bias=False),
            nn.BatchNorm2d(ngf * 4),
            nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False),
            nn.BatchNorm2d(ngf * 2),
            nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 2, nc, 4, 2, 1, bias=False),
            nn.Tanh()
        )

    def forward(self, input):
        return self.main(input)
"""),
    "lstm classifier": ((12, 6), """
class LSTMClassifier(nn.Module):
    def __init__(self, input_dim, hidden_dim, layers, classes):
        super().__init__()
        self.lstm = nn.LSTM(input_dim, hidden_dim, layers, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(hidden_dim * 2, classes)

    def forward(self, x):
        out, (h, c) = self.lstm(x)
        out = self.fc(out[:, -1, :])
        return out

model = LSTMClassifier(6, 8, 2, 4)
"""),
    "1-d convolutions": ((4, 50), """
net = nn.Sequential(
    nn.Conv1d(4, 8, kernel_size=5, padding='same'),
    nn.BatchNorm1d(8),
    nn.LeakyReLU(0.1),
    nn.MaxPool1d(2),
    nn.Conv1d(8, 16, 3, dilation=2),
    nn.AdaptiveMaxPool1d(1),
    nn.Flatten(),
    nn.Linear(16, 3),
    nn.Softmax(dim=1),
)
"""),
    "mlp from a list": ((20,), """
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(len(sizes) - 1):
            self.layers.append(nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)

net = MLP([20, 30, 10, 2])
"""),
    "depthwise separable": ((8, 16, 16), """
class Separable(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(c_in, c_in, 3, stride, 1, groups=c_in, bias=False)
        self.pointwise = nn.Conv2d(c_in, c_out, 1, bias=False)
        self.norm = nn.BatchNorm2d(c_out)

    def forward(self, x):
        return F.hardswish(self.norm(self.pointwise(self.depthwise(x))))

net = nn.Sequential(Separable(8, 16, 2), Separable(16, 32))
"""),
    "squeeze and excitation": ((16, 8, 8), """
class SEBlock(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // reduction), nn.ReLU(inplace=True),
            nn.Linear(channels // reduction, channels), nn.Hardsigmoid(),
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.pool(x).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(16, 32, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(32)
        self.act = nn.PReLU(32)
        self.se = SEBlock(32)
        self.drop = nn.Dropout2d(0.1)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        out = self.se(self.act(self.bn(self.conv(x))))
        out = self.drop(F.relu6(out, inplace=True))
        return self.head(out.mean([2, 3]))
"""),
    "transformer encoder": ((12, 32), """
class Encoder(nn.Module):
    def __init__(self, d_model=32, classes=5):
        super().__init__()
        layer = nn.TransformerEncoderLayer(d_model=d_model, nhead=4, dim_feedforward=64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=3, norm=nn.LayerNorm(d_model))
        self.position = nn.Parameter(torch.zeros(1, 12, d_model))
        self.head = nn.Linear(d_model, classes)

    def forward(self, x):
        x = self.encoder(x + self.position)
        return self.head(x.mean(dim=1))
"""),
    "attention by hand": ((10, 24), """
class SelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.head_dim = dim // heads
        self.q = nn.Linear(dim, dim, bias=False)
        self.k = nn.Linear(dim, dim, bias=False)
        self.v = nn.Linear(dim, dim, bias=False)
        self.out = nn.Linear(dim, dim)

    def forward(self, x):
        b, t, d = x.shape
        q = self.q(x).view(b, t, self.heads, self.head_dim).transpose(1, 2)
        k = self.k(x).view(b, t, self.heads, self.head_dim).transpose(1, 2)
        v = self.v(x).view(b, t, self.heads, self.head_dim).transpose(1, 2)
        scores = torch.matmul(q, k.transpose(-2, -1)) / self.head_dim ** 0.5
        weights = torch.softmax(scores, dim=-1)
        joined = (weights @ v).transpose(1, 2).contiguous().view(b, t, d)
        return self.out(joined)

net = SelfAttention(24, 3)
"""),
    "text cnn": ((20, 8), """
class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv1d(8, 6, k) for k in (2, 3, 4)])
        self.fc = nn.Linear(18, 2)

    def forward(self, x):
        x = x.permute(0, 2, 1)
        pooled = [F.max_pool1d(F.relu(conv(x)), conv(x).size(2)).squeeze(2) for conv in self.convs]
        return self.fc(torch.cat(pooled, dim=1))
"""),
    "decoder with interpolation": ((3, 17, 20), """
class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.up = nn.UpsamplingBilinear2d(scale_factor=2)
        self.conv = nn.Conv2d(11, 4, 3)

    def forward(self, x):
        y = self.up(F.mish(self.down(x)))
        y = F.pad(y, (0, 0, 0, -1))
        y = torch.cat([x, y], dim=1)
        y = F.interpolate(y, scale_factor=2, mode='nearest')
        return self.conv(F.pad(y, (1, 1, 1, 1), mode='reflect'))
"""),
    "generator": ((100,), """
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Sequential(nn.Linear(100, 128 * 7 * 7))
        self.conv_blocks = nn.Sequential(
            nn.BatchNorm2d(128),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(128, 64, 3, stride=1, padding=1),
            nn.BatchNorm2d(64, 0.8),
            nn.LeakyReLU(0.2, inplace=True),
            nn.UpsamplingNearest2d(scale_factor=2),
            nn.Conv2d(64, 1, 3, stride=1, padding=1),
            nn.Tanh(),
        )

    def forward(self, z):
        out = self.l1(z)
        out = out.view(out.shape[0], 128, 7, 7)
        return self.conv_blocks(out)
"""),
    "gated unit": ((6, 10), """
class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(6, 12, 3, padding=1)
        self.gate = nn.Linear(10, 10)

    def forward(self, x):
        y = F.glu(self.conv(x), dim=1)
        z = torch.mul(y, torch.sigmoid(self.gate(x)))
        return (z + x).unsqueeze(1).flatten(2)
"""),
    "ordered dict": ((10,), """
from collections import OrderedDict
model = nn.Sequential(OrderedDict([
    ('hidden', nn.Linear(10, 100)),
    ('act', nn.ReLU()),
    ('out', nn.Linear(100, 1, bias=False)),
]))
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", CODE)
def test_the_table_is_what_torch_makes_of_it(name: str) -> None:
    shape, code = CODE[name]
    found = summarise(read_torch(HEAD + code, input_shape=shape), shape)
    space: dict[str, Any] = {}
    exec(HEAD + code, space)  # noqa: S102 - the code of this test
    made = [value for value in space.values() if isinstance(value, torch.nn.Module)]
    classes = [v for v in space.values() if isinstance(v, type) and issubclass(v, torch.nn.Module)]
    model = (made[-1] if made else classes[-1]()).eval()
    assert found.total("parameters") == sum(p.numel() for p in model.parameters())
    assert found.output_shape == tuple(model(torch.zeros(1, *shape)).shape[1:])


@pytest.mark.parametrize("name", CODE)
def test_written_as_toml_and_as_torch_code_it_is_the_same_network(name: str) -> None:
    shape, code = CODE[name]
    network = read_torch(HEAD + code, input_shape=shape)
    again = read_toml(to_toml(network))
    assert [row.layer for row in again.rows()] == [row.layer for row in network.rows()]
    assert again.rows(shape) == network.rows(shape)
    space: dict[str, Any] = {}
    exec(to_torch(network), space)  # noqa: S102 - what we have just written
    model = space["net"].eval()
    assert network.parameter_count == sum(p.numel() for p in model.parameters())
    assert network.output_shape() == tuple(model(torch.zeros(1, *shape)).shape[1:])


def test_sizes_need_the_shape_of_the_input() -> None:
    _, code = CODE["attention by hand"]
    with pytest.raises(UserError, match="whose shape is not known") as error:
        read_torch(HEAD + code)
    assert "--input" in error.value.fix
