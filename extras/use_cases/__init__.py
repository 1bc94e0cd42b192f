"""More verbs, as pure as the others: conditional requests, forms with files, server-sent events."""

from extras.use_cases.conditional import Representation as Representation
from extras.use_cases.conditional import Selection as Selection, select as select
from extras.use_cases.dates import parse_date as parse_date
from extras.use_cases.events import HEARTBEAT as HEARTBEAT, render_event as render_event
from extras.use_cases.multipart import FormLimits as FormLimits, FormParser as FormParser
from extras.use_cases.multipart import PartHead as PartHead, parse_boundary as parse_boundary
