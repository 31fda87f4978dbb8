// Lookups in the industry table; groups are summed from their classes, divisions are given.
#include "engine/sample/industry.hpp"

#include <array>
#include <string>

#include "base/check.hpp"

namespace sample {
namespace {

using Standings = std::array<Standing, family_count>;

constexpr std::string_view family_names[] = {"HTP", "HTS", "SE", "PA", "EC", "DE"};

Family family_of(std::string_view word) {
    if (word.starts_with("DE05")) return Family::de05;
    for (size_t i = 0; i < std::size(family_names); ++i)
        if (word.starts_with(family_names[i])) return Family(i);
    CHECK(false);
}

template <typename Visit>
void each_word(std::string_view text, Visit visit) {
    while (!text.empty()) {
        size_t const end = std::min(text.find(' '), text.size());
        if (end > 0) visit(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

Standings parse_class(std::string_view places) {
    Standings out;
    for (Standing& s : out) s = {Tri::no, Tri::no};
    each_word(places, [&](std::string_view word) {
        bool const part = word.ends_with('*');
        if (part) word.remove_suffix(1);
        int const type = (word[word.size() - 2] - '0') * 10 + (word.back() - '0');
        Standing& s = out[size_t(family_of(word))];
        s.in = Tri::yes;
        if (!part) s.whole = Tri::yes;
        uint16_t const bit = uint16_t(1u << type);
        s.every_types = s.some_types = uint16_t(s.every_types | bit);
        if (!part) s.whole_types = uint16_t(s.whole_types | bit);
    });
    return out;
}

/// Joins one more class into a group: answers that differ become unknown.
void join(Standing& group, Standing const& more) {
    if (group.in != more.in) group.in = Tri::unknown;
    if (group.whole != more.whole) group.whole = Tri::unknown;
    group.whole_types &= more.whole_types;
    group.every_types &= more.every_types;
    group.some_types |= more.some_types;
}

Standings parse_division(DivisionRow const& row) {
    Standings out;
    for (Standing& s : out) s = {Tri::no, Tri::no};
    out[size_t(Family::de05)] = {Tri::unknown, Tri::no};
    each_word(row.whole,
              [&](std::string_view word) { out[size_t(family_of(word))] = {Tri::yes, Tri::yes}; });
    each_word(row.every, [&](std::string_view word) {
        Tri const whole = word.ends_with('*') ? Tri::no : Tri::unknown;
        out[size_t(family_of(word))] = {Tri::yes, whole};
    });
    each_word(row.some, [&](std::string_view word) {
        out[size_t(family_of(word))] = {Tri::unknown, Tri::unknown};
    });
    if (row.code == "C27") {  // One type for the whole division: 医药制造业.
        Standing& htp = out[size_t(Family::htp)];
        htp.whole_types = htp.every_types = htp.some_types = 1u << 1;
    }
    return out;
}

struct Tables {
    std::vector<Standings> classes, groups, divisions;
    std::vector<Standings> flat;    // Missing, outside, divisions, groups, classes.
    std::array<size_t, 5> first{};  // Where each level begins in `flat`.
    std::vector<std::string_view> group_texts;
    std::vector<int16_t> class_group, group_division;
    Standings missing, outside;
    IndustryPools pools;

    Tables() {
        for (Standing& s : outside) s = {Tri::no, Tri::no};
        for (DivisionRow const& row : division_rows()) divisions.push_back(parse_division(row));
        for (ClassRow const& row : class_rows()) add(row);
        for (size_t i = 0; i < classes.size(); ++i) add_to_pool(int16_t(i));
        size_t level = 0;
        for (auto const& part :
             {std::vector{missing}, std::vector{outside}, divisions, groups, classes}) {
            first[level++] = flat.size();
            flat.insert(flat.end(), part.begin(), part.end());
        }
    }

    void add(ClassRow const& row) {
        std::string_view const group = row.code.substr(0, 4);
        classes.push_back(parse_class(row.places));
        if (group_texts.empty() || group_texts.back() != group) {
            group_texts.push_back(group);
            groups.push_back(classes.back());
            group_division.push_back(find_division(group.substr(0, 3)));
        } else {
            for (size_t f = 0; f < family_count; ++f) join(groups.back()[f], classes.back()[f]);
        }
        class_group.push_back(int16_t(groups.size() - 1));
    }

    static int16_t find_division(std::string_view code) {
        for (size_t i = 0; i < division_rows().size(); ++i)
            if (division_rows()[i].code == code) return int16_t(i);
        CHECK(false);
    }

    void add_to_pool(int16_t index) {
        std::string_view const code = class_rows()[size_t(index)].code;
        Standings const& s = classes[size_t(index)];
        Industry const industry{Industry::Level::leaf, index};
        auto const in = [&](Family f) { return s[size_t(f)].in == Tri::yes; };
        auto const open = [&](Family f) { return in(f) && s[size_t(f)].whole == Tri::no; };
        bool const tech = in(Family::htp) || in(Family::hts) || in(Family::se) || in(Family::pa) ||
                          in(Family::de);
        bool const part = open(Family::hts) || open(Family::se) || open(Family::de);
        if (code[0] == 'J') return pools.finance.push_back(industry);
        if (code[0] == 'S' || code[0] == 'P') return pools.office.push_back(industry);
        if (code.starts_with("Q85")) return pools.care.push_back(industry);
        if (in(Family::ec)) return (tech ? pools.tech_pension : pools.pension).push_back(industry);
        if (tech) return (part ? pools.tech_part : pools.tech_whole).push_back(industry);
        (code[0] == 'A' ? pools.farm : pools.plain).push_back(industry);
    }
};

Tables const& tables() {
    static Tables const all;
    return all;
}

}  // namespace

Standing const& standing(Industry code, Family family) {
    static Tables const& t = tables();
    size_t const at = code.level <= Industry::Level::outside ? 0 : size_t(code.index);
    return t.flat[t.first[size_t(code.level)] + at][size_t(family)];
}

uint8_t first_type(uint16_t types) {
    for (uint8_t type = 1; type <= 12; ++type)
        if ((types >> type & 1) != 0) return type;
    return 0;
}

std::string_view industry_text(Industry code) {
    switch (code.level) {
        case Industry::Level::missing: return "";
        case Industry::Level::outside: return "2000";
        case Industry::Level::division: return division_rows()[size_t(code.index)].code;
        case Industry::Level::group: return tables().group_texts[size_t(code.index)];
        case Industry::Level::leaf: return class_rows()[size_t(code.index)].code;
    }
    CHECK(false);
}

Industry to_group(Industry code) {
    if (code.level != Industry::Level::leaf) return code;
    return {Industry::Level::group, tables().class_group[size_t(code.index)]};
}

Industry to_division(Industry code) {
    code = to_group(code);
    if (code.level != Industry::Level::group) return code;
    return {Industry::Level::division, tables().group_division[size_t(code.index)]};
}

Industry leaf(std::string_view code) {
    for (size_t i = 0; i < class_rows().size(); ++i)
        if (class_rows()[i].code == code) return {Industry::Level::leaf, int16_t(i)};
    CHECK(false);
}

Tri is_farming(Industry code) {
    if (code.level == Industry::Level::missing) return Tri::unknown;
    return known(industry_text(code)[0] == 'A');
}

Tri is_first_processing(Industry code) {
    if (code.level == Industry::Level::missing) return Tri::unknown;
    std::string_view const text = industry_text(code);
    if (code.level == Industry::Level::leaf) return known(text == "A0514" || text == "A0523");
    bool const holds_one = text == "A05" || text == "A051" || text == "A052";
    return holds_one ? Tri::unknown : Tri::no;
}

IndustryPools const& industry_pools() { return tables().pools; }

}  // namespace sample
