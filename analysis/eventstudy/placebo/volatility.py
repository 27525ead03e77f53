"""How noisy prices were on the eve of a date, from prediction errors up to the session before. Arrays only."""

from __future__ import annotations

from analysis.errors import EstimationError
from analysis.eventstudy.numeric import Floats


def volatility_before(errors: Floats, decay: float) -> Floats:
    r"""Standard deviation of one-step prediction errors, the latest weighted most, known before each session.

    Parameters
    ----------
    errors : ndarray, shape (T,) or (T, N)
        Abnormal return of each session by the model that was estimated before it; NaN where there is none.
    decay : float
        Weight of a session over that of the next, above 0 and below 1.

    Returns
    -------
    ndarray, shape as ``errors``
        In the units of ``errors``. The value of session t uses the sessions before t alone; NaN where there is none.

    Raises
    ------
    EstimationError
        If ``decay`` is not between 0 and 1.

    Notes
    -----
    .. math:: \hat\sigma_t^2 = \frac{\sum_{k \ge 1} \lambda^{k-1} e_{t-k}^2}{\sum_{k \ge 1} \lambda^{k-1}}

    over the sessions with an error. The mean of prediction errors is taken as zero.

    References
    ----------
    J.P. Morgan and Reuters (1996), RiskMetrics Technical Document, 4th edition, section 5.2.
    """
    if not 0 < decay < 1:
        raise EstimationError("volatility", f"decay = {decay}", allowed="above 0 and below 1")
    import numpy as np
    import pandas as pd

    squares = pd.DataFrame(errors**2)
    mean = squares.ewm(alpha=1 - decay, adjust=True, ignore_na=True).mean().shift(1)
    return np.asarray(np.sqrt(mean.to_numpy())).reshape(errors.shape)
