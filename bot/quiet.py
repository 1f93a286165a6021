"""Logging: what we say of ourselves, and never a person's words or the token."""

from __future__ import annotations

import logging
import re
import sys
import warnings

# A bot's token anywhere in a line, as in the path of each call of the Bot API.
TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
OURS = "coach"


class OursAndErrors(logging.Filter):
    """Our own records pass; of others' only errors, without their text, which may quote anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record passes; its text is replaced where it is not ours."""
        if record.name.partition(".")[0] != OURS:
            if record.levelno < logging.ERROR:
                return False
            record.msg, record.args = f"an error at {record.filename}:{record.lineno}", ()
            return True
        message = record.getMessage()
        if TOKEN.search(message):
            record.msg, record.args = TOKEN.sub("<token>", message), ()
        return True


class OneLine(logging.Formatter):
    """A line a record: an error's type and place, not its text, which may quote a message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line; what another handler has made of the error, or of the stack, is left out."""
        record.exc_text = record.stack_info = None
        return super().format(record)

    def formatException(self, info) -> str:  # noqa: N802 (the name is logging's)
        """The type of the error and the innermost line of ours or theirs."""
        kind, _, trace = info
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        code = trace.tb_frame.f_code if trace else None
        place = f" at {code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if code else ""
        return f"  {kind.__name__}{place}"


def configure_logging(level: int = logging.INFO) -> None:
    """Our own lines go to standard error; libraries speak only of errors.

    Embedded, Rasa prints people's messages through structlog until that is configured.
    """
    import structlog

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    handler.addFilter(OursAndErrors())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.ERROR)
    logging.getLogger(OURS).setLevel(level)
    # Rasa's structured events carry texts, slots and entities: none of them is kept.
    structlog.configure(
        processors=[_drop], wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        cache_logger_on_first_use=False)
    # Rasa's and TensorFlow's imports set filters of their own; nobody here can act on them.
    warnings.showwarning = lambda *args, **kwargs: None


def _drop(logger, method, event):
    import structlog

    raise structlog.DropEvent


def logger(room: str) -> logging.Logger:
    """The logger of one of our modules."""
    return logging.getLogger(f"{OURS}.{room}")
