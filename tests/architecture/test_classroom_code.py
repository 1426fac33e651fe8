"""Networks as tutorials, papers' code and students write them: read as text, run by torch as the oracle."""

import sys
from types import ModuleType
from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
HEAD = "import math\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
# Name: input without the batch, code.
CODE: dict[str, tuple[Any, str]] = {
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
    "variational autoencoder": ((30,), """
class Variational(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(30, 12)
        self.mean, self.logvar = nn.Linear(12, 4), nn.Linear(12, 4)
        self.leave = nn.Sequential(nn.Linear(4, 12), nn.ReLU(), nn.Linear(12, 30))

    def sample(self, mean, logvar):
        if not self.training:
            return mean
        noise = torch.randn_like(logvar)
        return mean + noise * torch.exp(0.5 * logvar)

    def forward(self, x):
        h = F.relu(self.enter(x.view(-1, 30)))
        mean, logvar = self.mean(h), self.logvar(h)
        spread = torch.exp(0.5 * logvar)
        z = mean + torch.randn_like(spread) * spread
        return torch.sigmoid(self.leave(z)), mean, logvar
"""),
    "a table of sizes": ((3, 16, 16), """
PLANS = {"small": [8, "pool", 16, "pool"], "large": [64, 64]}
ACTS = dict(relu=nn.ReLU, tanh=nn.Tanh)

class FromPlan(nn.Module):
    def __init__(self, plan, **settings):
        super().__init__()
        self.body = self._build(PLANS[plan], **settings)
        self.head = nn.ModuleDict({"mean": nn.LazyLinear(2), "spread": nn.LazyLinear(2)})
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight)

    def _build(self, plan, act="relu"):
        assert len(plan) > 0
        layers, channels = [], 3
        for entry in plan:
            if entry == "pool":
                layers += [nn.MaxPool2d(2)]
            else:
                layers.extend([nn.Conv2d(channels, entry, 3, padding=1), nn.ReLU(inplace=True)])
                channels = entry
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.body(x)
        print(x.shape)
        with torch.no_grad():
            x = x.flatten(1)
        return self.head["mean"](x) + self.head.spread(x)

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = FromPlan("small").to(device)
"""),
    "functions inside": ((20,), """
class Discriminator(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        def block(n_in, n_out, norm=True):
            layers = [nn.Linear(n_in, n_out)]
            if norm:
                layers.append(nn.BatchNorm1d(n_out, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers
        act = lambda: nn.Tanh()
        self.model = nn.Sequential(*block(20, width, norm=False), *block(width, 4), act(), nn.Linear(4, 1))

    def forward(self, img):
        return self.model(img.view(img.size(0), -1))
"""),
    "classes above": ((6,), """
class Base(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.fc = nn.Linear(n_in, n_out)

    def features(self, x):
        return torch.relu(self.fc(x))

class Child(Base):
    def __init__(self):
        super().__init__(6, 5)
        self.out = nn.Linear(5, 2)

    def forward(self, x):
        return self.out(self.features(x))

net = Child()
"""),
    "small gpt": ((10,), """
from dataclasses import dataclass

@dataclass
class Settings:
    words: int = 40
    places: int = 16
    width: int = 12
    heads: int = 3
    bias: bool = False

class Attention(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.heads, self.width = settings.heads, settings.width
        self.qkv = nn.Linear(settings.width, 3 * settings.width, bias=settings.bias)
        self.out = nn.Linear(settings.width, settings.width, bias=settings.bias)

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.qkv(x).split(self.width, dim=2)
        q, k, v = (t.view(B, T, self.heads, C // self.heads).transpose(1, 2) for t in (q, k, v))
        scores = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        y = F.softmax(scores, dim=-1) @ v
        return self.out(y.transpose(1, 2).contiguous().view(B, T, C))

class Block(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(settings.width), nn.LayerNorm(settings.width)
        self.attention = Attention(settings)
        self.mlp = nn.Sequential(nn.Linear(settings.width, 4 * settings.width), nn.GELU(), nn.Linear(4 * settings.width, settings.width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))

class Gpt(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.parts = nn.ModuleDict(dict(
            words=nn.Embedding(settings.words, settings.width),
            places=nn.Embedding(settings.places, settings.width),
            blocks=nn.ModuleList([Block(settings) for _ in range(2)]),
        ))
        self.head = nn.Linear(settings.width, settings.words, bias=False)
        self.parts.words.weight = self.head.weight

    def forward(self, words):
        b, t = words.size()
        places = torch.arange(0, t, dtype=torch.long, device=words.device)
        x = self.parts.words(words) + self.parts.places(places)
        for block in self.parts.blocks:
            x = block(x)
        return self.head(x)

net = Gpt(Settings(words=50))
"""),
    "sentiment": ((12,), """
class Sentiment(nn.Module):
    def __init__(self, vocabulary, width, hidden, layers, both):
        super().__init__()
        self.words = nn.Embedding(vocabulary, width, padding_idx=0)
        self.lstm = nn.LSTM(width, hidden, num_layers=layers, bidirectional=both, batch_first=True, dropout=0.5)
        self.head = nn.Linear(2 * hidden if both else hidden, 1)

    def forward(self, text):
        output, (hidden, cell) = self.lstm(self.words(text))
        return self.head(torch.cat((hidden[-2, :, :], hidden[-1, :, :]), dim=1))

net = Sentiment(100, 6, 5, 2, True)
"""),
    "last state": ((9, 7), """
class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(7, 5, batch_first=True)
        self.rnn = nn.RNN(5, 4, num_layers=2, batch_first=True)
        self.head = nn.Linear(9, 3)

    def forward(self, x):
        h0 = torch.zeros(1, x.size(0), 5).to(x.device)
        out, h = self.gru(x, h0)
        _, last = self.rnn(out)
        both = torch.cat([h.squeeze(0), last[-1]], 1)
        return self.head(both)
"""),
    "halves": ((8, 6), """
class Halves(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv1d(4, 4, 3, padding=1), nn.Conv1d(4, 2, 1)

    def forward(self, x):
        first, second = x.chunk(2, dim=1)
        third, fourth = torch.split(self.b(second), [1, 1], dim=1)
        return torch.abs(self.a(first)) * third + fourth
"""),
    "two inputs": (((1, 12, 12), (1, 12, 12)), """
class Twins(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(100, 8))
        self.out = nn.Linear(16, 1)

    def once(self, x):
        return self.cnn(x)

    def forward(self, a, b):
        return torch.sigmoid(self.out(torch.cat((self.once(a), self.once(b)), 1)))
"""),
    "translator": (((7, 16), (5, 16)), """
class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.transformer = nn.Transformer(d_model=16, nhead=2, num_encoder_layers=2, num_decoder_layers=1, dim_feedforward=32, batch_first=True)
        self.head = nn.Linear(16, 30)

    def forward(self, source, target):
        return self.head(self.transformer(source, target))
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


def shape_in_torch(model: Any, shape: Any) -> tuple[int, ...]:
    """The shape of what a model gives for a batch of one, words where it begins with an embedding."""
    shapes = shape if isinstance(shape[0], tuple) else (shape,)
    words = any(isinstance(part, torch.nn.Embedding) for part in model.modules())
    dtype = torch.long if words else torch.float
    with torch.no_grad():
        found = model(*(torch.zeros(1, *one, dtype=dtype) for one in shapes))
    return tuple((found[0] if isinstance(found, tuple) else found).shape[1:])


@pytest.mark.parametrize("name", CODE)
def test_the_table_is_what_torch_makes_of_it(name: str) -> None:
    shape, code = CODE[name]
    found = summarise(read_torch(HEAD + code, input_shape=shape), shape)
    space: dict[str, Any] = {"__name__": "classroom"}
    sys.modules["classroom"] = ModuleType("classroom")  # where a dataclass looks for itself
    exec(HEAD + code, space)  # noqa: S102 - the code of this test
    made = [value for value in space.values() if isinstance(value, torch.nn.Module)]
    classes = [v for v in space.values() if isinstance(v, type) and issubclass(v, torch.nn.Module)]
    model = (made[-1] if made else classes[-1]()).eval()
    assert found.output_shape == shape_in_torch(model, shape)
    assert found.total("parameters") == sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize("name", CODE)
def test_written_as_toml_and_as_torch_code_it_is_the_same_network(name: str) -> None:
    shape, code = CODE[name]
    network = read_torch(HEAD + code, input_shape=shape)
    if network.left_out:
        for write in (to_toml, to_torch):
            with pytest.raises(UserError, match="not read whole"):
                write(network)
        return
    again = read_toml(to_toml(network))
    assert again.rows(shape) == network.rows(shape)
    if any(node.shares for node in network.nodes):
        with pytest.raises(UserError, match="shares the weights"):
            to_torch(network)
        return
    space: dict[str, Any] = {}
    exec(to_torch(network), space)  # noqa: S102 - what we have just written
    model = space["net"].eval()
    assert network.parameter_count == sum(p.numel() for p in model.parameters())
    assert network.output_shape() == shape_in_torch(model, shape)


def test_sizes_need_the_shape_of_the_input() -> None:
    _, code = CODE["attention by hand"]
    with pytest.raises(UserError, match="whose shape is not known") as error:
        read_torch(HEAD + code)
    assert "--input" in error.value.fix


QUANTIZED = """
import torch
from torch import nn
class Quantizer(nn.Module):
    def __init__(self, many=20, width=4):
        super().__init__()
        self.embedding = nn.Embedding(many, width)
        self.many, self.width = many, width
    def forward(self, z):
        z = z.permute(0, 2, 3, 1).contiguous()
        flat = z.view(-1, self.width)
        d = flat.pow(2).sum(1, keepdim=True) + self.embedding.weight.pow(2).sum(1) - 2 * flat @ self.embedding.weight.t()
        places = torch.argmin(d, dim=1).unsqueeze(1)
        hot = torch.zeros(places.shape[0], self.many).to(z.device)
        {step}
        q = torch.matmul(hot, self.embedding.weight).view(z.shape)
        return (z + (q - z).detach()).permute(0, 3, 1, 2).contiguous()
net = nn.Sequential(nn.Conv2d(3, 4, 4, 4), Quantizer(), nn.ConvTranspose2d(4, 3, 4, 4))
"""


@pytest.mark.parametrize("step", ["hot.scatter_(1, places, 1)", "hot = hot.scatter(1, places, 1)"])
def test_codes_by_one_hot_rows(step: str) -> None:
    """VQ-VAE: rows of zeros and ones, made for every place of every observation, times the codebook."""
    text = QUANTIZED.replace("{step}", step)
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 - a text of this file
    count = sum(p.numel() for p in names["net"].parameters())
    shape = tuple(names["net"](torch.zeros(1, 3, 32, 32)).shape[1:])
    network = read_torch(text, input_shape=(3, 32, 32))
    assert (network.parameter_count, network.output_shape()) == (count, shape)
    assert network.left_out


STANDARDIZED = """
import torch
from torch import nn
import torch.nn.functional as F
class StdConv(nn.Conv2d):
    def forward(self, x):
        w = self.weight
        v, m = torch.var_mean(w, dim=[1, 2, 3], keepdim=True, unbiased=False)
        w = (w - m) / torch.sqrt(v + 1e-5)
        return F.conv2d(x, w, {bias}, self.stride, self.padding, self.dilation, self.groups)
class Edges(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("kernel", torch.tensor([[-1.0, 0.0, 1.0]] * 3).view(1, 1, 3, 3))
    def forward(self, x):
        return F.conv2d(x, self.kernel.repeat(x.size(1), 1, 1, 1), padding=1, groups=x.size(1))
net = nn.Sequential(StdConv(3, 8, 3, 2), nn.ReLU(), Edges(), StdConv(8, 4, 1))
"""


@pytest.mark.parametrize("bias", ["self.bias", "None"])
def test_convolutions_by_computed_or_fixed_weights(bias: str) -> None:
    text = STANDARDIZED.replace("{bias}", bias)
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 - a text of this file
    count = sum(p.numel() for p in names["net"].parameters())
    shape = tuple(names["net"](torch.zeros(1, 3, 9, 9)).shape[1:])
    network = read_torch(text, input_shape=(3, 9, 9))
    assert (network.parameter_count, network.output_shape()) == (count, shape) == (260, (4, 4, 4))
    macs = 16 * (8 * 27 + 8 * 9 + 4 * 8)
    found = summarise(network).total("macs")
    assert found is not None
    assert macs <= found <= macs + 2 * count
    assert any("Conv2d by computed weights" in what for what in network.left_out)


def test_a_convolution_with_weights_of_each_observation_is_refused() -> None:
    text = """
import torch
from torch import nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(1, 4, 3, 3, 3))
        self.style = nn.Linear(3, 3)
    def forward(self, x):
        b, c, h, w = x.shape
        k = self.w * self.style(x.mean((2, 3))).view(b, 1, c, 1, 1)
        return F.conv2d(x.reshape(1, b * c, h, w), k.view(b * 4, c, 3, 3), groups=b).view(b, 4, h - 2, w - 2)
"""
    with pytest.raises(UserError, match=r"^<torch>:13: "):
        read_torch(text, input_shape=(3, 8, 8))
