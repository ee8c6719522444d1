"""The model builder of onnxruntime-genai 0.15.2, started with one defect made good.

Its SmolLM3 layers without rotary embedding ask for a rotary node whose input `position_ids` the builder has removed.
"""

import runpy

import onnxruntime_genai.models  # noqa: F401  (puts `builders` on the path)
from builders import smollm

BASE = smollm.SmolLM3Model.make_attention


def make_attention(self, layer_id, attention, root_input, **kwargs):
    usual = self.attention_attrs["rope"]
    self.attention_attrs["rope"] = bool(self.no_rope_layers[layer_id])
    BASE(self, layer_id, attention, root_input, **kwargs)
    self.attention_attrs["rope"] = usual


smollm.SmolLM3Model.make_attention = make_attention
runpy.run_module("onnxruntime_genai.models.builder", run_name="__main__", alter_sys=True)
