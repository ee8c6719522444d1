"""How many results of MatMulIntegerToFloat are wrong with weights of the whole range of 8 bits, and of half of it."""
import numpy as np, onnxruntime as ort, onnx
from onnx import helper as h, TensorProto as T, numpy_helper as nh
def model(W, ws, contrib=True):
    K,N=W.shape
    nodes=[h.make_node("MatMulIntegerToFloat",["x","W","one","ws","az","wz"],["y"],domain="com.microsoft")]
    g=h.make_graph(nodes,"g",[h.make_tensor_value_info("x",T.UINT8,["m",K])],[h.make_tensor_value_info("y",T.FLOAT,["m",N])],
      [nh.from_array(W,"W"),nh.from_array(np.array(1,np.float32),"one"),nh.from_array(ws,"ws"),nh.from_array(np.array(128,np.uint8),"az"),nh.from_array(np.array(0,np.int8),"wz")])
    return h.make_model(g,opset_imports=[h.make_opsetid("",18),h.make_opsetid("com.microsoft",1)],ir_version=9).SerializeToString()
r=np.random.default_rng(0); K,N=896,512
for name,lim in (("int8 127",127),("64",64)):
    w=r.standard_normal((K,N)).astype(np.float32)
    s=np.abs(w).max(0)/lim; W=np.round(w/s).astype(np.int8)
    for M in (1,4,64):
        for dist in ("normal","outliers"):
            x=r.standard_normal((M,K)).astype(np.float32)
            if dist=="outliers": x[:, :4]*=1; x=np.clip(x,-1.2,1.2)
            xs=np.abs(x).max(1,keepdims=True)/127
            q=np.clip(np.floor(x/xs+128.5),0,255).astype(np.uint8)
            y=ort.InferenceSession(model(W,s.astype(np.float32)),providers=["CPUExecutionProvider"]).run(None,{"x":q})[0]
            e=((q.astype(np.int32)-128)@W.astype(np.int32))*s
            print(name,M,dist,"max abs err",np.abs(y-e).max()," of std",e.std(), "share wrong", (np.abs(y-e)>1e-3*e.std()).mean(), " quant err", np.abs(e*xs - x@w).std()/ (x@w).std())
