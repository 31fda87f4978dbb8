// Reported against expected: the six catalogues on two bases, green, and the inclusive flags.
#include "engine/sample/finding_match.hpp"

namespace sample {
namespace {

enum Result { wrong_type, missed, maybe_missed, extra, nothing };

constexpr std::string_view names[6][2][4] = {
    {{"match_htp_use=错报", "match_htp_use=漏报", "match_htp_use=疑似漏报", "match_htp_use=多报"},
     {"match_htp_borrower=错报", "match_htp_borrower=漏报", "match_htp_borrower=疑似漏报",
      "match_htp_borrower=多报"}},
    {{"match_hts_use=错报", "match_hts_use=漏报", "match_hts_use=疑似漏报", "match_hts_use=多报"},
     {"match_hts_borrower=错报", "match_hts_borrower=漏报", "match_hts_borrower=疑似漏报",
      "match_hts_borrower=多报"}},
    {{"match_se_use=错报", "match_se_use=漏报", "match_se_use=疑似漏报", "match_se_use=多报"},
     {"match_se_borrower=错报", "match_se_borrower=漏报", "match_se_borrower=疑似漏报",
      "match_se_borrower=多报"}},
    {{"match_pa_use=错报", "match_pa_use=漏报", "match_pa_use=疑似漏报", "match_pa_use=多报"},
     {"match_pa_borrower=错报", "match_pa_borrower=漏报", "match_pa_borrower=疑似漏报",
      "match_pa_borrower=多报"}},
    {{"match_ec_use=错报", "match_ec_use=漏报", "match_ec_use=疑似漏报", "match_ec_use=多报"},
     {"match_ec_borrower=错报", "match_ec_borrower=漏报", "match_ec_borrower=疑似漏报",
      "match_ec_borrower=多报"}},
    {{"match_de_use=错报", "match_de_use=漏报", "match_de_use=疑似漏报", "match_de_use=多报"},
     {"match_de_borrower=错报", "match_de_borrower=漏报", "match_de_borrower=疑似漏报",
      "match_de_borrower=多报"}},
};

struct FlagName {
    Rule rule;
    std::string_view missed, extra;
};
constexpr FlagName flag_names[] = {
    {Rule::small_firm, "match_inc_small=漏报", "match_inc_small=多报"},
    {Rule::sole_trader, "match_inc_sole=漏报", "match_inc_sole=多报"},
    {Rule::owner, "match_inc_owner=漏报", "match_inc_owner=多报"},
    {Rule::farmer, "match_inc_farmer=漏报", "match_inc_farmer=多报"},
    {Rule::startup, "match_inc_startup=漏报", "match_inc_startup=多报"},
    {Rule::student, "match_inc_student=漏报", "match_inc_student=多报"},
};
static_assert(std::size(flag_names) == inclusive_count);

/// What was reported of one family.
struct Said {
    Family family;
    bool flag;
    uint8_t type;
};

Result compare(Case const& c, Industry industry, Said const& said) {
    auto const [family, flag, type] = said;
    bool const asked = c.is_f5 && (c.row->kind != LoanClass::person || family == Family::ec);
    if (!asked) return flag ? extra : nothing;
    Standing const& s = standing(industry, family);
    if (s.in == Tri::unknown) return nothing;  // 待核.
    if (s.in == Tri::no) return flag ? extra : nothing;
    if (!flag) return s.whole == Tri::yes ? missed : maybe_missed;
    // A division knows its types only where they are one; what it does not know is not wrong.
    if (s.some_types == 0) return nothing;
    return (s.some_types >> type & 1) != 0 ? nothing : wrong_type;
}

void compare_flag(Tri verdict, int8_t flag, FlagName const& name, Findings& out) {
    if (verdict == Tri::yes && flag == 0) out.push_back(name.missed);
    if (verdict == Tri::no && flag == 1) out.push_back(name.extra);
}

}  // namespace

Reported reported_values(Case const& c) {
    Reported out;
    if (c.supplement != nullptr) {
        out = c.supplement->reported;
        out.types[size_t(Family::ec)] = c.supplement->elder_type;
    }
    bool const marked = c.bank->second_marks && c.row->kind != LoanClass::bill;
    Marks const& marks = c.receipt->marks;
    if (c.bank->own_chapters) {
        out.flags = c.receipt->own.flags;
        out.types = c.receipt->own.types;
        for (int8_t& flag : out.flags) flag = flag == 1 ? 1 : 0;
    } else if (marked && out.flags[size_t(Family::htp)] < 0) {
        out.flags[size_t(Family::htp)] = marks.htp != 0 ? 1 : 0;
        out.types[size_t(Family::htp)] = marks.htp;
    }
    if (marked && out.green < 0) out.green = marks.green ? 1 : 0;
    if (marked && out.inclusive[4] < 0) out.inclusive[4] = marks.startup ? 1 : 0;
    return out;
}

void find_matches(Case const& c, Verdicts const& verdicts, Findings& out) {
    Reported const reported = reported_values(c);
    Industry const bases[] = {use_industry(c), borrower_industry(c)};
    for (size_t f = 0; f < reported.flags.size(); ++f) {
        if (reported.flags[f] < 0) continue;
        for (size_t basis = 0; basis < 2; ++basis) {
            Said const said{Family(f), reported.flags[f] == 1, reported.types[f]};
            Result const result = compare(c, bases[basis], said);
            if (result != nothing) out.push_back(names[f][basis][result]);
        }
    }
    FlagName const green{Rule::green_loan, "match_green=漏报", "match_green=多报"};
    compare_flag(verdicts[size_t(Rule::green_loan)], reported.green, green, out);
    for (size_t i = 0; i < inclusive_count; ++i)
        compare_flag(verdicts[size_t(flag_names[i].rule)], reported.inclusive[i], flag_names[i],
                     out);
}

}  // namespace sample
