"""The Hugging Face layout: exported by Optimum, then quantized as the published folders are."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16
from optimum.exporters.onnx import main_export, onnx_export_from_model
from transformers import AutoModelForCausalLM

BLOCK = 32
FILES = {
    "fp32": "model.onnx",
    "external": "model.onnx",
    "int8": "model_quantized.onnx",
    "q4": "model_q4.onnx",
    "fp16": "model_fp16.onnx",
    "q4f16": "model_q4f16.onnx",
    "int4": "model_q4.onnx",
}
MOST_BYTES = 1_800_000_000  # a protobuf message holds no more than 2 GB


def export(checkpoint: Path, scratch: Path, target: Path, graphs: tuple[str, ...], attention: str) -> Iterator[tuple[str, Path]]:
    """Writes the graphs into `target/onnx`, one after the other, and says which is which."""
    # slim folds constants as the published conversion scripts do; it can't where the weights exceed a message.
    slim = _weight(checkpoint / "model.safetensors") < MOST_BYTES
    shutil.rmtree(scratch, ignore_errors=True)
    settings = {"task": "text-generation-with-past", "do_validation": False, "slim": slim}
    if attention == "sdpa":
        main_export(str(checkpoint), str(scratch), **settings)
    else:
        model = AutoModelForCausalLM.from_pretrained(checkpoint, attn_implementation=attention)
        onnx_export_from_model(model, str(scratch), **settings)
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "generation_config.json"):
        shutil.copyfile(checkpoint / name, target / name)
    for graph in graphs:
        file = target / "onnx" / FILES[graph]
        _write(graph, scratch / "model.onnx", file)
        yield graph, file


def _write(graph: str, plain: Path, file: Path) -> None:
    match graph:
        case "fp32" | "external":
            save(onnx.load(plain), file, external=graph == "external")
        case "int8":
            quantize_dynamic(plain, file, weight_type=QuantType.QInt8, use_external_data_format=_weight(plain) > MOST_BYTES)
            save(onnx.load(file), file)
        case "q4" | "int4":
            save(_int4(plain), file)
        case "fp16":
            save(convert_float_to_float16(onnx.load(plain), disable_shape_infer=True), file)
        case "q4f16":
            save(convert_float_to_float16(_int4(plain), disable_shape_infer=True), file)


def _int4(plain: Path) -> onnx.ModelProto:
    quantizer = MatMulNBitsQuantizer(onnx.load(plain), block_size=BLOCK, is_symmetric=True, accuracy_level=None)
    quantizer.process()
    return quantizer.model.model


def _weight(file: Path) -> int:
    return sum(part.stat().st_size for part in file.parent.glob(file.name + "*"))


def save(model: onnx.ModelProto, file: Path, external: bool = False) -> None:
    # Inferred shapes of inner values are as large as a small model and change nothing.
    del model.graph.value_info[:]
    data = file.with_name(file.name + "_data")
    data.unlink(missing_ok=True)
    if external or sum(tensor.ByteSize() for tensor in model.graph.initializer) > MOST_BYTES:
        onnx.save(
            model, file, save_as_external_data=True, location=data.name, size_threshold=1024, convert_attribute=False
        )
        data.chmod(0o644)
    else:
        onnx.save(model, file)
