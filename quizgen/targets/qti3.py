"""QTI 3.0: see `quizgen.targets.qti`."""

from functools import partial

from quizgen.targets import qti

VERSION = qti.Version(
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "imsqti_item_xmlv3p0",
    "imsqti_test_xmlv3p0",
    "QTI Package",
    is_hyphenated=True,
)
write = partial(qti.write, VERSION)
