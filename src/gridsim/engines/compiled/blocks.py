"""Many arrays handed over as one pointer.

A compiler that passes tuples of arrays by value, seven words each, would spend most of its time and ours on copying
them. A block is a row of words that say where each array lies and how long it is; compiled functions get its address
and read its fields by name, as from the tuple of arrays that it was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, models, register_model
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import as_dtype
from numpy.typing import NDArray

Layout = Mapping[str, Any]  # field: a dtype and its dimensions, `float` or `int` for a number, or a Block


def table(dtype: Any, dimensions: int = 1) -> tuple[np.dtype[Any], int]:
    """An array in a layout."""
    return np.dtype(dtype), dimensions


class Block(types.Type):
    """The type of a pointer to a block."""

    def __init__(self, name: str, layout: Layout) -> None:
        self.words = 0
        self.fields: dict[str, tuple[Any, int]] = {}  # type and first word
        self.arrays: dict[str, tuple[np.dtype[Any], int]] = {}  # of what, and in how many dimensions
        for field, kind in layout.items():
            numba_type, words = _type_of(kind)
            self.fields[field] = (numba_type, self.words)
            if isinstance(numba_type, types.Array):
                self.arrays[field] = (np.dtype(as_dtype(numba_type.dtype)), numba_type.ndim)
            self.words += words
        super().__init__(name=f"Block({name})")

    def dtype(self, field: str) -> np.dtype[Any]:
        """Of what a field is an array."""
        return self.arrays[field][0]


def _type_of(kind: Any) -> tuple[Any, int]:
    if isinstance(kind, Block):
        return kind, kind.words
    if kind in (float, int):
        return (types.float64 if kind is float else types.int64), 1
    dtype, dimensions = kind
    return types.Array(from_dtype(np.dtype(dtype)), dimensions, "C"), 1 + dimensions


def words_of(block: Block, arrays: Any) -> NDArray[np.int64]:
    """The words of a tuple of arrays, numbers and such tuples; the arrays must live as long as the words are used."""
    words = np.zeros(block.words, np.int64)
    for field, (kind, first) in block.fields.items():
        value = getattr(arrays, field)
        if isinstance(kind, Block):
            words[first : first + kind.words] = words_of(kind, value)
        elif isinstance(kind, types.Array):
            expected = block.arrays[field]
            if (value.dtype, value.ndim) != expected or not value.flags.c_contiguous:
                raise TypeError(f"{field} is {value.dtype} in {value.ndim} dimensions, not {expected}")
            words[first : first + 1 + kind.ndim] = (value.ctypes.data, *value.shape)
        else:
            words[first : first + 1].view(np.float64 if kind is types.float64 else np.int64)[0] = value
    return words


def opener(block: Block) -> Callable[[Any], Any]:
    """A compiled function from an array of words to the block it describes."""

    @intrinsic
    def opened(typing: Any, words: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return context.make_array(words)(context, builder, arguments[0]).data  # the address of the first word

        return block(words), code

    return opened


@register_model(Block)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, block: Block) -> None:
        super().__init__(manager, block, ir.IntType(64).as_pointer())


@infer_getattr
class _Fields(AttributeTemplate):
    key = Block

    def generic_resolve(self, block: Block, field: str) -> Any:
        return block.fields[field][0] if field in block.fields else None


@lower_getattr_generic(Block)
def _field(context: Any, builder: Any, block: Block, pointer: Any, field: str) -> Any:
    kind, first = block.fields[field]

    def word(i: int) -> Any:
        return builder.gep(pointer, [ir.Constant(ir.IntType(64), first + i)])

    if isinstance(kind, Block):
        return word(0)
    if not isinstance(kind, types.Array):
        return builder.load(builder.bitcast(word(0), context.get_value_type(kind).as_pointer()))
    array = context.make_array(kind)(context, builder)
    itemsize = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    shape = [builder.load(word(1 + axis)) for axis in range(kind.ndim)]
    strides = [ir.Constant(ir.IntType(64), itemsize)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(builder.load(word(0)), array.data.type)
    size = ir.Constant(ir.IntType(64), itemsize)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
    return array._getvalue()
