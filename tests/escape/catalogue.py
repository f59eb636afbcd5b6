"""All probes."""

from tests.escape.file_probes import FILE_PROBES
from tests.escape.kernel_probes import KERNEL_PROBES
from tests.escape.node_probes import NODE_PROBES
from tests.escape.probe import Probe
from tests.escape.process_probes import PROCESS_PROBES

ALL_PROBES: tuple[Probe, ...] = FILE_PROBES + PROCESS_PROBES + KERNEL_PROBES + NODE_PROBES
