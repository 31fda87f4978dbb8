// The thresholds of the standard as rows; staff in persons, revenue and assets in 万元.
#include "engine/sample/size.hpp"

#include <algorithm>
#include <string_view>

namespace sample {
namespace {

constexpr int64_t cents_in_wan = 1000000;

/// Lower bounds of 大型, 中型, 小型; 0 where the row does not ask for the figure.
struct Bounds {
    int64_t large = 0, medium = 0, small = 0;
};
struct SizeRow {
    std::string_view prefixes;  // Separated by blanks; a code belongs if it begins with one.
    Bounds staff, revenue, assets;
};

constexpr SizeRow size_rows[] = {
    {"A", {}, {20000, 500, 50}, {}},
    {"B C D", {1000, 300, 20}, {40000, 2000, 300}, {}},
    {"E", {}, {80000, 6000, 300}, {80000, 5000, 300}},
    {"F51", {200, 20, 5}, {40000, 5000, 1000}, {}},
    {"F52", {300, 50, 10}, {20000, 500, 100}, {}},
    {"G54 G55 G56 G57 G58 G591", {1000, 300, 20}, {30000, 3000, 200}, {}},
    {"G592 G593 G594 G595 G596 G599", {200, 100, 20}, {30000, 1000, 100}, {}},
    {"G60", {1000, 300, 20}, {30000, 2000, 100}, {}},
    {"H", {300, 100, 10}, {10000, 2000, 100}, {}},
    {"I63 I64", {2000, 100, 10}, {100000, 1000, 100}, {}},
    {"I65", {300, 100, 10}, {10000, 1000, 50}, {}},
    {"K701", {}, {200000, 1000, 100}, {10000, 5000, 2000}},
    {"K702", {1000, 300, 100}, {5000, 1000, 500}, {}},
    {"L", {300, 100, 10}, {}, {120000, 8000, 100}},
    {"K703 K709 M N O Q85 R", {300, 100, 10}, {}, {}},
};

bool begins_with_any(std::string_view code, std::string_view prefixes) {
    while (!prefixes.empty()) {
        size_t const end = std::min(prefixes.find(' '), prefixes.size());
        if (code.starts_with(prefixes.substr(0, end))) return true;
        prefixes.remove_prefix(std::min(end + 1, prefixes.size()));
    }
    return false;
}

SizeRow const* find_row(Industry industry) {
    if (industry.level == Industry::Level::missing) return nullptr;
    std::string_view const code = industry_text(industry);
    for (SizeRow const& row : size_rows)
        if (begins_with_any(code, row.prefixes)) return &row;
    return nullptr;
}

/// 1 large … 4 micro by one figure alone.
int step(int64_t value, Bounds const& bounds) {
    if (value >= bounds.large) return 1;
    if (value >= bounds.medium) return 2;
    return value >= bounds.small ? 3 : 4;
}

Bounds in_cents(Bounds const& wan) {
    return {wan.large * cents_in_wan, wan.medium * cents_in_wan, wan.small * cents_in_wan};
}

/// A value that gives `size` by these bounds.
int64_t value_within(Bounds const& bounds, FirmSize size, Random& random) {
    switch (size) {
        case FirmSize::large: return random.between_wide(bounds.large, bounds.large * 3);
        case FirmSize::medium: return random.between_wide(bounds.medium, bounds.large - 1);
        case FirmSize::small: return random.between_wide(bounds.small, bounds.medium - 1);
        case FirmSize::micro:
        case FirmSize::other: return random.between_wide(bounds.small / 5 + 1, bounds.small - 1);
    }
    return 0;
}

}  // namespace

std::optional<FirmSize> standard_size(Industry industry, FirmFigures const& figures) {
    SizeRow const* row = find_row(industry);
    if (row == nullptr) return std::nullopt;
    int worst = 1;
    struct Part {
        int64_t value;
        Bounds bounds;
    } const parts[] = {{figures.staff, row->staff},
                       {figures.revenue, in_cents(row->revenue)},
                       {figures.assets, in_cents(row->assets)}};
    for (Part const& part : parts) {
        if (part.bounds.large == 0) continue;
        if (part.value < 0) return std::nullopt;
        worst = std::max(worst, step(part.value, part.bounds));
    }
    return FirmSize(worst);
}

FirmFigures make_figures(Industry industry, FirmSize size, Random& random) {
    constexpr SizeRow plain{"", {1000, 300, 20}, {40000, 2000, 300}, {60000, 4000, 200}};
    SizeRow const* row = find_row(industry);
    auto const choose = [&](Bounds const& asked, Bounds const& usual) {
        return asked.large != 0 ? asked : usual;
    };
    SizeRow const& base = row == nullptr ? plain : *row;
    FirmFigures out;
    out.staff = value_within(choose(base.staff, plain.staff), size, random);
    out.revenue = value_within(in_cents(choose(base.revenue, plain.revenue)), size, random);
    out.assets = value_within(in_cents(choose(base.assets, plain.assets)), size, random);
    return out;
}

}  // namespace sample
