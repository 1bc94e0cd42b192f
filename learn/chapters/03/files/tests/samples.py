"""A form as a browser sends it, in pieces, for any test that needs one."""

from tests.entities.driving import Pieces

GUESTBOOK = Pieces(b"name=Ada&", b"entry=It+works")
