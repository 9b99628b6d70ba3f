#!/usr/bin/env bash
# A sweep on a real SLURM of one node, as root in a throw-away machine: apt-get install slurm-wlm munge, then this script.
# Starts munged, slurmctld and slurmd without systemd, sweeps through sbatch, and compares the bytes with a serial sweep.
set -euo pipefail

here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d /tmp/treillis-slurm-XXXX)
chmod 755 "$work"
node=$(hostname -s)
python=${PYTHON:-python3}
treillis() { PYTHONPATH="$here" "$python" -c 'from sim.cli import main; main()' "$@"; }

stop() {
    scancel --user=root 2> /dev/null || true
    for each in slurmd slurmctld; do [ -f "$work/$each.pid" ] && kill "$(cat "$work/$each.pid")" 2> /dev/null || true; done
    [ -n "${munge_pid:-}" ] && kill "$munge_pid" 2> /dev/null || true
}
trap stop EXIT

mkdir -p "$work"/{munge,state,spool}
dd if=/dev/urandom of="$work/munge/key" bs=128 count=1 status=none
chmod 400 "$work/munge/key"
chmod 700 "$work/munge"
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge.socket" \
    --pid-file="$work/munge/pid" --seed-file="$work/munge/seed" --log-file="$work/munge/log" 2> /dev/null &
munge_pid=$!

cat > "$work/slurm.conf" << CONF
ClusterName=treillis
SlurmctldHost=$node
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
NodeName=$node CPUs=2 RealMemory=3000 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=60 State=UP
CONF
export SLURM_CONF="$work/slurm.conf"
until [ -S "$work/munge.socket" ]; do kill -0 "$munge_pid"; done
slurmctld -c
slurmd -c
until sinfo -h -o '%T' 2> /dev/null | grep -q idle; do [ -f "$work/slurmctld.pid" ] || sinfo -h; done
echo "SLURM $(sinfo --version | cut -d' ' -f2), node $node: $(sinfo -h -o '%T %c cores %m MB')"

cd "$work"
sweep=(sweep organisation.span=3 days=60 warmup_days=5 follow_days=10 culture.trust=0.2,0.8 culture.clarity=0.2,0.8
    world.shock_frequency=0,4 replicates=25)
treillis "${sweep[@]}" executor=serial --out serial > serial.txt
treillis "${sweep[@]}" executor=slurm executor.jobs=2 executor.memory=1GB executor.folder="$work" \
    executor.wait_seconds=120 --out slurm > slurm.txt &
sweeping=$!
# One job is cancelled as soon as a batch has come back: its worker is lost, nothing else is.
until grep -qs '"batch"' slurm/attempts.jsonl; do kill -0 "$sweeping" || break; done
job=$(squeue -h -t RUNNING -o %i | head -n 1)
[ -z "$job" ] || { echo "scancel $job, in the middle of the sweep"; scancel "$job"; }
wait "$sweeping"
head -n 6 slurm.txt
grep -c '"batch"' slurm/attempts.jsonl | sed 's/$/ batches came from SLURM jobs/'
cmp serial/runs.parquet slurm/runs.parquet && echo "same bytes as the serial sweep"
