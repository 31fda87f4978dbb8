"""A standalone Spark cluster on loopback for tests: a master and workers, all ports free ones."""

import os
import pathlib
import re
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VENV = ROOT / 'build/deps/spark-venv'
START_SECONDS = 120
DEFAULTS = """spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.memory 1g
spark.executor.memory 1g
spark.executor.cores 1
spark.sql.shuffle.partitions 4
"""


def spark_home():
    """Where pyspark keeps Spark."""
    return next(VENV.glob('lib/python3*/site-packages/pyspark'))


class Cluster:
    """Everything it starts runs in process groups of its own and is ended by `stop`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / 'conf').mkdir(parents=True)
        (self.folder / 'conf/spark-defaults.conf').write_text(DEFAULTS, encoding='utf-8')
        self.environment = {
            **os.environ,
            'SPARK_HOME': str(spark_home()),
            'SPARK_CONF_DIR': str(self.folder / 'conf'),
            'SPARK_LOCAL_IP': '127.0.0.1',
            'SPARK_DAEMON_MEMORY': '256m',
            'PYSPARK_PYTHON': str(VENV / 'bin/python3'),
            'PYSPARK_DRIVER_PYTHON': str(VENV / 'bin/python3'),
        }
        self.running = {}  # Name: process.
        self.started = 0
        self._start('master', 'master.Master')
        self.url = self._wait('master', r'Starting Spark master at (spark://\S+)')

    def log(self, name):
        """What a part has said so far."""
        return (self.folder / f'{name}.log').read_text(encoding='utf-8')

    def add_worker(self):
        """Another worker with one core; its name."""
        self.started += 1
        name = f'worker{self.started}'
        work = str(self.folder / name)
        size = ['--cores', '1', '--memory', '1500m']
        self._start(name, 'worker.Worker', *size, '-d', work, self.url)
        self._wait(name, r'(Successfully registered with master)')
        return name

    def workers(self):
        """Names of the workers that run."""
        return [name for name in self.running if name.startswith('worker')]

    def kill(self, name):
        """Ends a part and its executors at once, as a machine that fails."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self):
        """Ends all that still runs."""
        for name in list(self.running):
            self.kill(name)

    def _start(self, name, part, *words):
        command = [str(spark_home() / 'bin/spark-class'), f'org.apache.spark.deploy.{part}']
        command += ['--host', '127.0.0.1', '--port', '0', '--webui-port', '0', *words]
        with open(self.folder / f'{name}.log', 'w', encoding='utf-8') as log:
            self.running[name] = subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self, name, pattern):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            found = re.search(pattern, self.log(name))
            if found:
                return found.group(1)
            if self.running[name].poll() is not None:
                break
            time.sleep(0.2)
        self.stop()
        raise AssertionError(f'{name} did not start:\n{self.log(name)}')
