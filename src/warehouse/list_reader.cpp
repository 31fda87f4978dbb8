// List files: coverage rows and entries, each faulty line refused with its reason.
#include "warehouse/list_reader.hpp"

#include <algorithm>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/table_reader.hpp"

namespace warehouse {
namespace {

constexpr std::string_view columns[] = {"row", "id", "name", "level", "region", "from", "to"};
enum Column : size_t { row, id, name, level, region, from, to, column_count };

class ListReader {
public:
    ListReader(domain::ListSet& set, std::string file, std::vector<domain::Refusal>& refusals)
        : set_(set), file_(std::move(file)), refusals_(refusals) {}

    void read(std::string_view bytes) {
        std::string decoded;
        if (base::find_malformed_utf8(bytes) != std::string_view::npos) {
            decoded = base::decode_gb18030(bytes).value_or(std::string(bytes));
            bytes = decoded;
        }
        base::CsvReader reader(bytes, file_);
        std::vector<std::string_view> fields;
        auto const header = reader.next(fields);
        if (!header || !*header || !read_header(fields)) return;
        while (true) {
            auto const more = reader.next(fields);
            if (more && !*more) break;
            if (!more)
                refuse(reader.line(), "",
                       more.error().code == "csv_quote_unclosed" ? "record_cut" : "column_count",
                       "");
            else if (fields.size() != target_.size())
                refuse(reader.line(), "", "column_count", std::to_string(fields.size()));
            else
                add(reader.line(), fields);
        }
        std::sort(set_.entries.begin(), set_.entries.end(), [](auto const& a, auto const& b) {
            return std::pair(a.id, a.period.from) < std::pair(b.id, b.period.from);
        });
    }

private:
    bool read_header(std::vector<std::string_view> const& fields) {
        bool needed[column_count] = {};
        for (std::string_view field : fields) {
            auto const at = std::find(std::begin(columns), std::end(columns), base::trim(field));
            target_.push_back(at == std::end(columns) ? column_count
                                                      : size_t(at - std::begin(columns)));
            if (at == std::end(columns))
                refuse(1, field, "code_unknown", field);
            else
                needed[target_.back()] = true;
        }
        for (Column column : {row, from})
            if (!needed[column]) refuse(1, columns[column], "value_missing", "");
        return needed[row] && needed[from];
    }

    void add(int64_t line, std::vector<std::string_view> const& fields) {
        std::string_view cells[column_count + 1];
        for (size_t i = 0; i < fields.size(); ++i) cells[target_[i]] = fields[i];
        bool const entry = cells[row] == "entry";
        if (cells[row].empty()) return refuse(line, "row", "value_missing", "");
        if (!entry && cells[row] != "coverage")
            return refuse(line, "row", "code_unknown", cells[row]);
        bool const six =
            cells[region].size() == 6 && base::parse_integer(cells[region]).value_or(-1) >= 0;
        if (!cells[region].empty() && !six)
            return refuse(line, "region", "code_unknown", cells[region]);
        if (cells[from].empty()) return refuse(line, "from", "value_missing", "");
        auto const first = base::parse_day(cells[from]);
        if (!first) return refuse(line, "from", "date_malformed", cells[from]);
        domain::Period period{*first, std::nullopt};
        if (!cells[to].empty()) {
            period.to = base::parse_day(cells[to]);
            if (!period.to) return refuse(line, "to", "date_malformed", cells[to]);
        }
        Column const duty = entry ? id : region;
        if (cells[duty].empty()) return refuse(line, columns[duty], "value_missing", "");
        if (period.to && *period.to < period.from)
            return refuse(line, "to", "date_malformed", cells[to]);
        if (!entry) {
            set_.coverage.push_back({domain::region_prefix(std::string(cells[region])), period});
            return;
        }
        auto& known = periods_[std::string(cells[id])];
        for (domain::Period const& other : known)
            if (other.overlaps(period)) return refuse(line, "id", "list_overlap", cells[id]);
        known.push_back(period);
        set_.entries.push_back({std::string(cells[id]), std::string(cells[level]), period});
    }

    void refuse(int64_t line, std::string_view field, std::string_view code,
                std::string_view value) {
        refusals_.push_back(
            {"*", file_, line, show_value(field), std::string(code), show_value(value)});
    }

    domain::ListSet& set_;
    std::string file_;
    std::vector<domain::Refusal>& refusals_;
    std::vector<size_t> target_;
    std::map<std::string, std::vector<domain::Period>> periods_;
};

}  // namespace

base::Result<LoadedLists> read_lists(std::string const& folder,
                                     std::vector<std::string> const& names) {
    LoadedLists out;
    for (std::string const& name : names) {
        domain::ListSet& set = out.sets[name];
        set.id = name;
        std::string const place = folder + "/" + name;
        if (!folder.empty() && base::is_directory(place)) {
            auto const entries = TRY(base::list_directory(place));
            std::string last;
            for (base::DirectoryEntry const& entry : entries)
                if (!entry.is_directory && base::file_extension(entry.name) == "csv")
                    last = entry.name;
            if (!last.empty()) {
                auto const bytes = TRY(base::read_file(place + "/" + last));
                set.revision = base::file_stem(last);
                ListReader(set, name + "/" + last, out.refusals).read(bytes);
            }
        }
        if (set.coverage.empty())
            out.findings.push_back(file_finding("*", "list", "list_no_coverage", "soft", name));
    }
    return out;
}

}  // namespace warehouse
