"""What every test shares: one thread for numbers, as in the workers, and no deadline for generated examples."""

import os

from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")

# A busy machine is no failure: time is measured in bench/.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
