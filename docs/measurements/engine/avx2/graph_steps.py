"""Times passes of converted graphs in turns: python graph_steps.py ROUNDS CELLS NAME=GRAPH.onnx ...

Cells: d16 is a step of 16 rows from a context of 128, p128 a prompt of 128 tokens. Prints medians in milliseconds.
"""
import sys, time, numpy as np, onnxruntime as ort, json, os
L,H,D,V=24,2,64,151936
def open_(path, prof=None):
    o=ort.SessionOptions(); o.intra_op_num_threads=2; o.inter_op_num_threads=1
    o.add_session_config_entry("session.force_spinning_stop","1")
    for kv in os.environ.get("CFG","").split(","):
        if kv: o.add_session_config_entry(*kv.split("="))
    if prof: o.enable_profiling=True; o.profile_file_prefix=prof
    return ort.InferenceSession(path,o,providers=["CPUExecutionProvider"])
class Run:
    def __init__(s,path,rows=16,width=1024,prof=None):
        s.s=open_(path,prof); s.r=np.random.default_rng(1)
        s.kv=None; s.rows,s.width=rows,width
    def bind(s,B,S,past):
        if s.kv is None or s.kv[0][0].shape()[0]!=B:
            s.kv=[(ort.OrtValue.ortvalue_from_numpy(np.zeros((B,H,s.width,D),np.float32)),ort.OrtValue.ortvalue_from_numpy(np.zeros((B,H,s.width,D),np.float32))) for _ in range(L)]
            s.io=s.s.io_binding()
            for i,(k,v) in enumerate(s.kv):
                for n,t in (("key",k),("value",v)):
                    s.io.bind_ortvalue_input(f"past_key_values.{i}.{n}",t); s.io.bind_ortvalue_output(f"present.{i}.{n}",t)
            s.out=None
        nl=B
        if s.out is None: s.out=ort.OrtValue.ortvalue_from_numpy(np.zeros((B,V),np.float32)); s.io.bind_ortvalue_output("logits",s.out)
        ids=s.r.integers(0,V,(B,S)).astype(np.int64)
        f=ort.OrtValue.ortvalue_from_numpy
        s.keep=[f(ids),f(np.full(B,past+S-1,np.int32)),f(np.array(past+S,np.int32)),f(np.array([(b+1)*S-1 for b in range(B)],np.int64))]
        for n,t in zip(("input_ids","seqlens_k","total_sequence_length","logit_rows"),s.keep): s.io.bind_ortvalue_input(n,t)
    def one(s,B,S,past):
        s.bind(B,S,past); t=time.perf_counter(); s.s.run_with_iobinding(s.io); return 1000*(time.perf_counter()-t)
    def cell(s,c):
        n=int(c[1:])
        if c[0]=="p":
            if n<=128: xs=[s.one(1,n,0) for _ in range(4)]
            else: xs=[sum(s.one(1,128,i) for i in range(0,n,128)) for _ in range(2)]
            return float(np.median(xs[1:]))
        if c[0]=="s": return float(np.median([s.one(1,n,200) for _ in range(8)][2:]))
        xs=[s.one(n,1,128+i) for i in range(24 if n<8 else 12)]
        return float(np.median(xs[3:]))
if __name__=="__main__":
    rounds=int(sys.argv[1]); cells=sys.argv[2].split(",")
    runs=[(a.split("=")[0],Run(a.split("=",1)[1])) for a in sys.argv[3:]]
    res={}
    for n,r in runs:
        for c in cells: r.cell(c) if c[0]!="p" else r.one(1,int(c[1:]) if int(c[1:])<=128 else 128,0)
    for _ in range(rounds):
        for n,r in runs:
            for c in cells: res.setdefault((n,c),[]).append(r.cell(c))
    for n,_ in runs: print(n.ljust(14)," ".join(f"{c}: {np.median(res[n,c]):7.2f} [{min(res[n,c]):.2f}-{max(res[n,c]):.2f}]" for c in cells),flush=True)
