"""Become a kernel, as `python -m ipykernel_launcher` is one, in which the machine's settings have no part.

Variables lead IPython past the user's settings and start-up files, but not past those in /etc and in the environment.
Run as a script by `kernels.Kernels`; `fork_server` leaves them out once for all of its kernels.
"""

from ipykernel.kernelapp import launch_new_instance
from IPython.core.application import ENV_CONFIG_DIRS, SYSTEM_CONFIG_DIRS

if __name__ == "__main__":
    ENV_CONFIG_DIRS.clear()
    SYSTEM_CONFIG_DIRS.clear()
    launch_new_instance()
