"""Times one product of each weight format, and prints milliseconds and billions of multiplications a second."""
import numpy as np, onnxruntime as ort, onnx, time, sys
from onnx import helper as h, TensorProto as T, numpy_helper as nh
def sess(nodes,inits,xt,K,N):
    g=h.make_graph(nodes,"g",[h.make_tensor_value_info("x",xt,["m",K])],[h.make_tensor_value_info("y",T.FLOAT,["m",N])],inits)
    o=ort.SessionOptions(); o.intra_op_num_threads=2; o.add_session_config_entry("session.force_spinning_stop","1")
    return ort.InferenceSession(h.make_model(g,opset_imports=[h.make_opsetid("",18),h.make_opsetid("com.microsoft",1)],ir_version=9).SerializeToString(),o,providers=["CPUExecutionProvider"])
r=np.random.default_rng(0)
def imtf(K,N,dt,zp):
    W=r.integers(-64,64,(K,N)).astype(np.int32)+zp; W=W.astype(dt)
    return sess([h.make_node("MatMulIntegerToFloat",["x","W","one","ws","az","wz"],["y"],domain="com.microsoft")],[nh.from_array(W,"W"),nh.from_array(np.array(1,np.float32),"one"),nh.from_array(np.ones(N,np.float32),"ws"),nh.from_array(np.array(128,np.uint8),"az"),nh.from_array(np.array(zp,dt),"wz")],T.UINT8,K,N)
def nb(K,N,bits,blk,acc=4):
    W=r.integers(0,255,(N,K//blk,blk*bits//8)).astype(np.uint8)
    return sess([h.make_node("MatMulNBits",["x","W","s"],["y"],domain="com.microsoft",K=K,N=N,bits=bits,block_size=blk,accuracy_level=acc)],[nh.from_array(W,"W"),nh.from_array(np.ones((N,K//blk),np.float32),"s")],T.FLOAT,K,N)
def mm(K,N):
    return sess([h.make_node("MatMul",["x","W"],["y"])],[nh.from_array(r.standard_normal((K,N)).astype(np.float32),"W")],T.FLOAT,K,N)
for K,N in ((896,9728),(4864,896)):
    S={"u8s8":imtf(K,N,np.int8,0),"u8u8":imtf(K,N,np.uint8,128),"q4b32":nb(K,N,4,32),"q4b64":nb(K,N,4,64),"q4b128":nb(K,N,4,128),"q8b128":nb(K,N,8,128),"fp32":mm(K,N),"q4b128a1":nb(K,N,4,128,1)}
    for M in (1,16,64,128):
        X={"f":r.standard_normal((M,K)).astype(np.float32),"u":r.integers(0,255,(M,K)).astype(np.uint8)}
        res={k:[] for k in S}
        for _ in range(7 if M>1 else 40):
            for k,s in S.items():
                x=X["u" if k.startswith("u8") else "f"]; t=time.perf_counter(); s.run(None,{"x":x}); res[k].append(time.perf_counter()-t)
        print(K,N,M," ".join(f"{k}: {1e3*np.median(v[2:]):.2f}ms {M*K*N/np.median(v[2:])/1e9:.0f}G" for k,v in res.items()),flush=True)
