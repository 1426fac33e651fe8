"""QTI 2.1: see `quizgen.targets.qti`."""

from functools import partial

from quizgen.targets import qti

VERSION = qti.Version(
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "imsqti_item_xmlv2p1",
    "imsqti_test_xmlv2p1",
    "QTIv2.1 Package",
    is_hyphenated=False,
)
write = partial(qti.write, VERSION)
