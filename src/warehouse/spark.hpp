// Apache Spark: a job's folder is handed to spark-submit, which runs in a process of its own.
#pragma once

#include <string>

#include "base/result.hpp"

namespace warehouse {

struct SparkJob {
    std::string folder;  // As tools/spark/judge.py says; readable and writable on every node.
    std::string master;  // spark://host:port, local[2], yarn.
    std::string log;     // Spark's own words; kept when the job fails.
};

/// The spark-submit to use: of SPARK_HOME, of the environment that tools/setup --spark makes, of
/// PATH. Errors: `spark_missing`.
base::Result<std::string> find_spark_submit();

/// Runs the job and waits. Errors: `spark_missing`, `spark_java_missing`, `spark_failed` with the
/// last of the log, file errors.
base::Result<void> run_spark(SparkJob const& job);

}  // namespace warehouse
