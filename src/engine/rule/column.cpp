// The façade over the column executor.
#include "engine/rule/column_run.hpp"

#include <array>

#include "base/text.hpp"

namespace rule {
namespace {

using Valid = std::array<uint64_t, base::batch_rows_max / 64>;

Valid all_valid() {
    Valid out;
    out.fill(UINT64_MAX);
    return out;
}

}  // namespace

ColumnPlan::ColumnPlan(Plan const& plan, ListIndex const& lists, ColumnScope const& scope,
                       InputForm const& form) {
    auto program = make_column_program(plan.share(), lists, scope, form.texts);
    place_flags(program, form.words);
    program_ = std::make_shared<ColumnProgram>(std::move(program));
}

std::vector<base::ColumnShape> ColumnPlan::inputs() const { return input_shapes(*program_); }
std::vector<base::ColumnShape> ColumnPlan::outputs() const { return output_shapes(*program_); }

Classify ColumnPlan::classify(size_t input) const {
    if (input >= program_->columns.size()) return {};  // A word of booleans.
    int32_t const source = program_->columns[input].source;
    if (source < 0) return {};
    return [program = program_, source](base::BatchColumn const& texts, size_t rows,
                                        uint16_t* classes) {
        static Valid const all = all_valid();
        uint64_t const* const valid = texts.validity == nullptr ? all.data() : texts.validity;
        TextSource const& asked = program->sources[size_t(source)];
        Program const& data = program->plan->program;
        Node const& node = data.node(asked.node);
        base::TextView const* const whole = texts.values<base::TextView>();
        if (node.op == Op::item) return asked.classify(whole, valid, rows, classes);
        size_t const first = size_t(data.literal_of(data.arg(node, 1))->number) - 1;
        size_t const count = size_t(data.literal_of(data.arg(node, 2))->number);
        std::vector<base::TextView> parts(rows);
        for (size_t row = 0; row < rows; ++row)
            if (texts.is_valid(row))
                parts[row] =
                    base::TextView(base::code_point_range(whole[row].view(), first, count));
        asked.classify(parts.data(), valid, rows, classes);
    };
}

std::vector<uint64_t> ColumnPlan::bits() const { return output_bits(*program_); }

ColumnRun::ColumnRun(ColumnPlan const& plan)
    : program_(plan.program_), machine_(std::make_unique<ColumnMachine>(*program_)) {}
ColumnRun::ColumnRun(ColumnRun&&) noexcept = default;
ColumnRun::~ColumnRun() = default;

void ColumnRun::run(base::Batch const& inputs, base::Batch const& outputs) {
    machine_->run(inputs, outputs);
}

}  // namespace rule
