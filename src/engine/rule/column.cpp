// The façade over the column executor.
#include "engine/rule/column_run.hpp"

namespace rule {

ColumnPlan::ColumnPlan(Plan const& plan, Lists const& lists, ColumnScope const& scope,
                       std::vector<base::FlagWord> const& words) {
    auto program = make_column_program(plan.share(), lists, scope);
    place_flags(program, words);
    program_ = std::make_shared<ColumnProgram>(std::move(program));
}

std::vector<base::ColumnShape> ColumnPlan::inputs() const { return input_shapes(*program_); }
std::vector<base::ColumnShape> ColumnPlan::outputs() const { return output_shapes(*program_); }

std::vector<uint64_t> ColumnPlan::bits() const { return output_bits(*program_); }

ColumnRun::ColumnRun(ColumnPlan const& plan)
    : program_(plan.program_), machine_(std::make_unique<ColumnMachine>(*program_)) {}
ColumnRun::ColumnRun(ColumnRun&&) noexcept = default;
ColumnRun::~ColumnRun() = default;

void ColumnRun::run(base::Batch const& inputs, base::Batch const& outputs) {
    machine_->run(inputs, outputs);
}

}  // namespace rule
