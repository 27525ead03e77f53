"""HOW UNUSUAL? The numerical engine: arrays in, frozen results out; no files, no study, no figures.

>>> from analysis.eventstudy import abnormal_returns, event_panel, battery

One event of one security is :func:`abnormal_returns`; any number of events is :func:`event_panel`. Both measure
the same: abnormal returns against a return model, with the covariance of their prediction errors. The rooms, from
the bottom up, are ``models``, ``abnormal``, ``inference``, ``placebo``, ``funds`` and ``cross_section``, ``comovement``
and ``diagnostics``; a room imports those before it.

Every public function and class of the rooms is here under its own name, whatever has been imported before. The list
stands in ``__init__.pyi``. A name is imported when it is first used, so that starting up does not wait for what is
not needed.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
