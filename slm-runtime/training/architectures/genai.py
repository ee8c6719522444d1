"""The layout of onnxruntime-genai: its own builder writes the graph and genai_config.json."""

import shutil
import subprocess
import sys
from pathlib import Path


def build(
    checkpoint: Path, scratch: Path, target: Path, precision: str, block: int, options: tuple[str, ...]
) -> Path:
    """Writes the folder `target` with its own model.onnx."""
    shutil.rmtree(target, ignore_errors=True)
    command = [
        sys.executable, "-m", "architectures.mended_builder", "-i", str(checkpoint), "-o", str(target),
        "-p", precision, "-e", "cpu", "-c", str(scratch), "--extra_options", "hf_token=false",
    ]
    if precision == "int4":
        command += ["int4_accuracy_level=4", f"int4_block_size={block}"]
    done = subprocess.run(command + list(options), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"the builder refused {checkpoint.name} at {precision}:\n{done.stdout}\n{done.stderr}")
    return target / "model.onnx"
