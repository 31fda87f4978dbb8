// Packing: one pass over each boolean's bytes and validity.
#include "warehouse/flag_words.hpp"

#include <algorithm>

#include "warehouse/batch_function.hpp"

namespace warehouse {
namespace {

void pack(std::vector<base::FlagWord> const& words, base::Batch const& inputs,
          base::Batch const& outputs) {
    base::BatchColumn const* from = inputs.columns.data();
    for (size_t w = 0; w < words.size(); ++w) {
        auto* const out = outputs.columns[w].values<uint64_t>();
        std::fill_n(out, inputs.rows, 0);
        for (size_t i = 0; i < words[w].flags.size(); ++i, ++from)
            for (size_t row = 0; row < inputs.rows; ++row) {
                if (!from->is_valid(row)) continue;
                uint64_t const bits = from->values<bool>()[row] ? 3 : 1;
                out[row] |= bits << (2 * i);
            }
    }
}

BatchFunction function() {
    BatchFunction out{"wp_flags", {}, {}, {}};
    for (base::FlagWord const& word : flag_words()) {
        out.outputs.push_back({word.column, base::ColumnKind::int64, 0, 0});
        for (std::string const& flag : word.flags)
            out.inputs.push_back({flag, base::ColumnKind::boolean, 0, 0});
    }
    out.make_worker = [] {
        return [](base::Batch const& inputs, base::Batch const& outputs) {
            pack(flag_words(), inputs, outputs);
        };
    };
    return out;
}

}  // namespace

// The first holds what eligibility rules ask; the second only checks and tables ask.
std::vector<base::FlagWord> const& flag_words() {
    static std::vector<base::FlagWord> const all = {
        {"flags_0",
         {"county_town", "farmer_given", "mark_sole", "mark_owner", "mark_agri", "mark_ex_poor",
          "mark_green", "mark_startup", "green_condition_given", "star_hts_given", "star_se_given",
          "star_de_given", "star_de05_given", "det_hts", "det_se", "det_de", "det_de05",
          "det_green", "det_elder"}},
        {"flags_1", {"branch_found",     "customer_found",
                     "entrusted",        "text_fault",
                     "signed_tech",      "signed_green",
                     "signed_inclusive", "signed_elder",
                     "signed_digital",   "rep_htp",
                     "rep_hts",          "rep_se",
                     "rep_pa",           "rep_green",
                     "rep_inc_small",    "rep_inc_sole",
                     "rep_inc_owner",    "rep_inc_farmer",
                     "rep_inc_startup",  "rep_inc_student",
                     "rep_elder",        "rep_elder_national",
                     "rep_de",           "rep_de05",
                     "prior_found",      "prior_tech",
                     "prior_green",      "prior_inclusive",
                     "prior_elder",      "prior_digital"}}};
    return all;
}

base::Result<void> register_flag_words(Connection& connection) {
    return register_batch_function(connection, function());
}

std::string flag_columns() { return "unnest(" + call_of(function()) + ")"; }

}  // namespace warehouse
