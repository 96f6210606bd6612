"""`python3 tests/judge`: see command.py."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
