// From packs to plans: every table row and every check becomes a cell of one pass.
#include "service/month_plan.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace service {
namespace {

constexpr std::string_view grain = "loan";

/// Collects outputs and cells of one relation, each distinct text once.
class Builder {
public:
    Builder(pack::Book const& book, base::Day report_date, std::string relation)
        : book_(book), report_date_(report_date) {
        out_.relation = std::move(relation);
        options_.grain = grain;
    }

    base::Result<RelationPlan> build() {
        bool const rows = out_.relation == "loan" || out_.relation == "flow";
        if (rows) {
            add_tables();
            add_rules();
        }
        out_.figure_cells = options_.cells.size();
        add_checks(rows);
        if (!rows && out_.checks.empty()) return std::move(out_);
        // The stock has one count date; a drawing may lie anywhere.
        if (out_.relation != "flow") options_.clock_from = options_.clock_to = report_date_;
        auto plan = TRY(rule::compile(book_, options_));
        for (CheckPlan& check : out_.checks) {
            for (rule::RuleInfo const& info : plan.rules()) {
                if (info.name != check.rule->name || info.versions.empty()) continue;
                check.conditions = info.versions.back().conditions;
                check.names = info.versions.back().names;
            }
        }
        out_.plan = std::move(plan);
        return std::move(out_);
    }

private:
    size_t cell(pack::Source const& source) {
        auto const at = std::find_if(options_.cells.begin(), options_.cells.end(),
                                     [&](auto const& c) { return c.text == source.text; });
        if (at != options_.cells.end()) return size_t(at - options_.cells.begin());
        options_.cells.push_back(source);
        return options_.cells.size() - 1;
    }

    int output(pack::Source const& source) {
        auto const at = std::find_if(options_.outputs.begin(), options_.outputs.end(),
                                     [&](auto const& o) { return o.text == source.text; });
        if (at != options_.outputs.end()) return int(at - options_.outputs.begin());
        options_.outputs.push_back(source);
        return int(options_.outputs.size()) - 1;
    }

    void add_tables() {
        for (auto const& [name, layout] : book_.layouts) {
            if (layout.grain != grain || layout.relation != out_.relation) continue;
            pack::LayoutVersion const* version = pack::version_on(layout, report_date_);
            if (version == nullptr) version = &layout.versions.front();
            TablePlan table{&layout, version, {}, 0, {}};
            for (pack::OutputRow const& row : version->rows)
                table.row_cells.push_back(row.where.text.empty() ? no_cell : cell(row.where));
            table.detail_cell = cell(version->detail.where);
            for (pack::OutputField const& field : version->fields)
                table.field_outputs.push_back(field.put == pack::Put::value ? output(field.value)
                                                                            : -1);
            out_.tables.push_back(std::move(table));
        }
        // 3.1, 3.2, …, 3.10, 4.1…, then the summary.
        std::stable_sort(
            out_.tables.begin(), out_.tables.end(), [](TablePlan const& a, TablePlan const& b) {
                auto const key = [](std::string const& number) {
                    bool const plain = number.find('.') != std::string::npos;
                    return std::pair(plain ? number.substr(0, 1) : "9",
                                     plain ? (number.size() < 4 ? " " + number : number) : number);
                };
                return key(a.number()) < key(b.number());
            });
    }

    /// Eligibility rules come before checks, so that their conditions have the first bits.
    void add_rules() {
        for (auto const& [name, rule] : book_.rules) {
            if (rule.grain != grain || rule.is_check) continue;
            options_.rules.push_back(name);
            out_.rule_cells[name] = cell({"rule('" + name + "')", rule.place});
        }
        for (auto const& [name, list] : book_.lists)
            if (auto const found = out_.rule_cells.find(list.rule); found != out_.rule_cells.end())
                out_.list_cells.push_back(found->second);
    }

    void add_checks(bool rows) {
        for (auto const& [name, rule] : book_.rules) {
            if (rule.grain != grain || !rule.is_check) continue;
            if (rule.relation.empty() ? !rows : rule.relation != out_.relation) continue;
            CheckPlan check;
            check.rule = &rule;
            check.id = name.substr(name.find('.') + 1);
            check.cell = cell({"not rule('" + name + "')", rule.place});
            if (!rule.detail.text.empty()) check.detail_output = output(rule.detail);
            out_.checks.push_back(std::move(check));
            options_.rules.push_back(name);
        }
    }

    pack::Book const& book_;
    base::Day report_date_;
    RelationPlan out_;
    rule::CompileOptions options_;
};

}  // namespace

domain::Layout layout_on(pack::Book const& book, std::string const& name, base::Day day) {
    pack::LayoutPack const& layout = book.layouts.at(name);
    pack::LayoutVersion const* const version = pack::version_on(layout, day);
    return pack::reader_layout(layout, version != nullptr ? *version : layout.versions.front());
}

std::vector<ChapterCell> RelationPlan::chapter_cells() const {
    std::vector<ChapterCell> out;
    for (TablePlan const& table : tables) {
        if (!table.is_summary()) continue;
        for (size_t i = 0; i < table.row_cells.size(); ++i)
            for (std::string_view chapter : chapters)
                if (table.version->rows[i].code == chapter)
                    out.push_back({std::string(chapter), table.row_cells[i]});
    }
    return out;
}

base::Result<std::vector<RelationPlan>> plan_month(pack::Book const& book, base::Day report_date) {
    std::vector<RelationPlan> out;
    for (std::string const relation : {"loan", "flow", "gone", "reported"}) {
        auto plan = TRY(Builder(book, report_date, relation).build());
        out.push_back(std::move(plan));
    }
    return out;
}

void reading_layouts(pack::Book const& book, base::Day report_date,
                     warehouse::LoadRequest& request) {
    for (auto const& [name, layout] : book.layouts) {
        domain::Layout const read = layout_on(book, name, report_date);
        if (layout.grain.empty() && layout.format == domain::FileFormat::dat) {
            request.base.emplace(read.message, read);
        } else if (!layout.grain.empty() && layout.format == domain::FileFormat::dat) {
            pack::LayoutVersion const* const version = pack::version_on(layout, report_date);
            auto const number =
                base::parse_integer(layout.number.substr(layout.number.find('.') + 1));
            request.own.emplace(
                read.message,
                warehouse::OwnTable{
                    read, int(number.value_or(0)),
                    (version != nullptr ? *version : layout.versions.front()).detail.code});
        }
    }
    request.supplement = layout_on(book, "common.supplement", report_date);
    request.determination = layout_on(book, "common.determination", report_date);
    request.canonical = layout_on(book, "common.loan_v1", report_date);
}

warehouse::MappingTargets mapping_targets(warehouse::LoadRequest const& request) {
    warehouse::MappingTargets out = {{"loan", &request.canonical},
                                     {"flow", &request.canonical},
                                     {"supplement", &request.supplement},
                                     {"determination", &request.determination}};
    for (auto const& [name, layout] : request.base) out.emplace(name, &layout);
    return out;
}

std::vector<std::string> list_names(pack::Book const& book) {
    std::vector<std::string> out;
    for (auto const& [name, list] : book.lists) out.push_back(name);
    return out;
}

std::vector<std::string> uncertain_rules(rule::Plan const& plan) {
    std::vector<std::string> out;
    for (rule::RuleInfo const& info : plan.rules())
        if (!info.is_check && std::find(info.marks.begin(), info.marks.end(),
                                        pack::Mark::uncertain) != info.marks.end())
            out.push_back(info.name);
    return out;
}

}  // namespace service
