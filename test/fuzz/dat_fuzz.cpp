// Goal: every line is accepted or refused with its reason, and what was accepted is there.
// An input that begins with `csv:` is a CSV with a head, any other a .dat.
#include <algorithm>
#include <deque>

#include "base/text.hpp"
#include "fuzz.hpp"
#include "warehouse/table_reader.hpp"

namespace {

domain::Layout layout(domain::FileFormat format) {
    domain::Layout out;
    out.format = format;
    auto const add = [&](char const* id, domain::FieldKind kind, int width, int scale) {
        domain::Field one;
        one.id = one.zh = id;
        one.kind = kind;
        one.width = width;
        one.scale = scale;
        one.free_text = width == 30;
        out.fields.push_back(one);
    };
    add("key", domain::FieldKind::text_max, 10, 0);
    add("amount", domain::FieldKind::decimal, 20, 2);
    add("day", domain::FieldKind::date, 10, 0);
    add("flag", domain::FieldKind::yes_no, 1, 0);
    add("count", domain::FieldKind::integer, 20, 0);
    add("words", domain::FieldKind::text_max, 30, 0);
    return out;
}

struct World {
    warehouse::Database database = *warehouse::Database::open({});
    warehouse::Connection connection = *database.connect();
};

int64_t lines_in(std::string_view text) { return std::count(text.begin(), text.end(), '\n') + 1; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    static World world;
    std::string_view input = fuzz::text_of(data, size);
    bool const is_csv = input.starts_with("csv:");
    if (is_csv) input.remove_prefix(4);
    static domain::Layout const shapes[] = {layout(domain::FileFormat::dat),
                                            layout(domain::FileFormat::csv)};
    domain::Layout const& shape = shapes[is_csv ? 1 : 0];
    auto& connection = world.connection;
    fuzz::must(connection.run("DROP TABLE IF EXISTS t") &&
                   warehouse::create_staging(connection, "t", shape),
               "no table");
    warehouse::KeySet keys;
    warehouse::ReadOptions options{"L", "t", {"key"}, &keys, {}, {}};
    std::vector<domain::Refusal> refusals;
    std::deque<std::string> unescaped;
    auto const counts =
        is_csv ? warehouse::read_csv(connection, "t", shape, input, options, refusals, unescaped)
               : warehouse::read_dat(connection, "t", shape, input, options, refusals);
    fuzz::must(counts.has_value(), "an error", counts ? "" : counts.error().code);
    fuzz::must(counts->refused == int64_t(refusals.size()), "refusals are counted");
    if (!is_csv) {
        fuzz::must(counts->lines == counts->accepted + counts->refused, "no line is lost");
        std::string_view text = input;
        if (text.starts_with(base::utf8_bom)) text.remove_prefix(base::utf8_bom.size());
        int64_t const lines = text.empty() ? 0 : lines_in(text) - (text.ends_with('\n') ? 1 : 0);
        fuzz::must(counts->lines == lines, "lines are counted");
    }
    auto const stored = connection.value("SELECT count(*) FROM t");
    fuzz::must(stored && *stored == std::to_string(counts->accepted), "what is accepted is there");
    for (domain::Refusal const& refusal : refusals) {
        fuzz::must(!refusal.code.empty(), "a refusal without code");
        fuzz::must(refusal.line >= 1 && refusal.line <= lines_in(input), "a line outside");
        fuzz::must(base::find_malformed_utf8(refusal.value) == std::string_view::npos, "UTF-8");
    }
    return 0;
}
