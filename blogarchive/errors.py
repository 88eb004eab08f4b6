"""Every error that blogarchive raises on purpose, with the exit code that the command ends with.

    BlogArchiveError            1  anything below that says no more
    ├── UsageError              2  an option or an address that cannot be meant
    ├── NothingArchived         4  unreachable, refused by robots.txt, not a blog
    ├── Unreachable             4  a host that does not exist, or does not answer; the ledger notes it for the address
    ├── RobotsUnavailable       4  a host whose robots.txt cannot be had; the ledger notes it for each of its addresses
    ├── CaptureError            5  a WARC record that does not hold what it promises
    │   └── Oddity              5  one that is whole, and says what cannot be meant
    ├── ArchiveLocked           6  another run holds the archive
    └── StorageError            7  disk full, read-only
        ├── DamagedDataset      7  what stands in the dataset's place cannot be read as one
        ├── NewerArchive        7  a dataset that a later version of blogarchive has written
        └── NoArchive           4  nothing was ever archived in this folder

`str(error)` is a whole sentence that names the address or the file; the cause, if any, is chained.
A field that a page does not state is never an error: it is `None`.
"""


class BlogArchiveError(Exception):
    """The root of the tree; raised only through its branches."""

    exit_code = 1


class UsageError(BlogArchiveError):
    """Raised by the commands when what the user asked for cannot be meant."""

    exit_code = 2


class NothingArchived(BlogArchiveError):
    """Raised by `crawl` when not one page of a blog could be archived."""

    exit_code = 4


class Unreachable(BlogArchiveError):
    """Raised for a request that got no answer; `whole_host` says that no other address of its host will, either.

    `silent` says that it was the host that did not answer: it cannot be found or connected to, or says nothing.
    """

    exit_code = 4

    def __init__(self, said: str, *, whole_host: bool, silent: bool) -> None:
        super().__init__(said)
        self.whole_host = whole_host
        self.silent = silent


class RobotsUnavailable(BlogArchiveError):
    """Raised for a request to a host whose robots.txt cannot be had, or asks for more patience than a run has.

    `silent` says that it cannot be had because the host does not answer.
    """

    exit_code = 4

    def __init__(self, said: str, *, silent: bool = False) -> None:
        super().__init__(said)
        self.silent = silent


class CaptureError(BlogArchiveError):
    """Raised by `blogarchive.warc` for a damaged or impossible record, naming file and offset."""

    exit_code = 5

    def __init__(self, problem: str, *, file: str, offset: int | None = None) -> None:
        where = file if offset is None else f"{file} at offset {offset}"
        super().__init__(f"{where}: {problem}")
        self.problem = problem
        self.file = file
        self.offset = offset


class Oddity(CaptureError):
    """Told of a whole record that says something which cannot be meant; nothing of a blog is lost by that."""


class ArchiveLocked(BlogArchiveError):
    """Raised when an archive is opened for writing while another process writes to it."""

    exit_code = 6


class StorageError(BlogArchiveError):
    """Raised wherever the archive's folder cannot be read or written; the message names the path."""

    exit_code = 7


class DamagedDataset(StorageError):
    """Raised for a `blogs.db` that is damaged, or no dataset of ours: `rebuild` makes it again from the captures."""


class NewerArchive(StorageError):
    """Raised for a dataset whose tables this version does not know: whatever it wrote there might be wrong."""


class NoArchive(StorageError):
    """Raised where an archive is to be read and nothing was ever archived; the message says how to begin."""

    exit_code = 4


INTERRUPTED = 8
"""Exit code of a run that was stopped and can be resumed."""

INCOMPLETE = 3
"""Exit code of a run that ended but misses something; `status` lists what."""
