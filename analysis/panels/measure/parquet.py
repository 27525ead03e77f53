"""A chunk as the bytes of a Parquet file, a row an event, which other programs read too; needs pyarrow."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.panels.measure.tasks import OUT, Arrays

_KEY = b"panel"


def to_parquet(arrays: Arrays, labels: Mapping[str, NDArray[Any]]) -> bytes:
    """Fields by event as columns, those of several numbers as lists; what was left out is beside the table.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        A measured chunk.
    labels : mapping of str to ndarray
        What all events are called, such as security and date, by the names of the columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = arrays["included"]
    columns = {name: pa.array(values[rows]) for name, values in labels.items()}
    by_event = {name: values for name, values in arrays.items() if name not in OUT}
    for name, values in by_event.items():
        if width := int(np.prod(values.shape[1:])):
            flat = pa.array(np.ascontiguousarray(values).ravel())
            columns[name] = flat if values.ndim == 1 else pa.FixedSizeListArray.from_arrays(flat, width)
    shapes = {name: (values.shape[1:], values.dtype.str) for name, values in by_event.items()}
    beside = {"shapes": shapes, "out": {name: arrays[name].tolist() for name in OUT}}
    table = pa.table(columns).replace_schema_metadata({_KEY: json.dumps(beside).encode()})
    into = io.BytesIO()
    pq.write_table(table, into, compression="none", use_dictionary=list(labels), write_statistics=False)
    return into.getvalue()


def of_parquet(content: bytes) -> Arrays:
    """The same numbers, bit by bit.

    Raises
    ------
    ValueError
        If it is no whole file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(content))
    beside = json.loads(table.schema.metadata[_KEY])
    found: Arrays = {}
    for name, (shape, dtype) in beside["shapes"].items():
        whole = (len(table), *shape)
        found[name] = np.zeros(whole, dtype)
        if found[name].size:
            column = table.column(name).combine_chunks()
            flat = column.flatten() if shape else column
            found[name][...] = flat.to_numpy(zero_copy_only=False).reshape(whole)
    event, reason, window = (beside["out"][name] for name in OUT)
    return found | {
        OUT[0]: np.array(event, dtype=np.intp),
        OUT[1]: np.array(reason, dtype=str),
        OUT[2]: np.array(window, dtype=np.intp),
    }


def is_parquet(path: Any) -> bool:
    """Whether a file is whole: its end, which is written last, is there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return _KEY in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowInvalid):
        return False
