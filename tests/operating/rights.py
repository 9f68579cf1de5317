"""Who is answered what at the doors of whoever watches: everybody whose address is this machine's."""

from tests.rights import Row

ROWS = [
    #                         vis gue del hea adv cha sec obs wai end riv els
    Row("GET /health", "any", "y   y   y   y   y   y   y   y   y   y   y   y"),
    Row("GET /metrics", "any", "y  y   y   y   y   y   y   y   y   y   y   y"),
]
