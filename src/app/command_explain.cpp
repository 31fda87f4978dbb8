// wupian explain --in RUN --receipt NO [--rule ID]
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "app/command.hpp"
#include "app/trace_print.hpp"
#include "base/text.hpp"
#include "service/explain.hpp"

namespace app {
namespace {

/// Prints a record's rules as a tree: a rule, then below it the rules that it reads.
class RecordText {
public:
    RecordText(Context const& context, service::Explanation const& all,
               service::ExplainedRecord const& record)
        : context_(context), all_(all), record_(record) {}

    std::string text() {
        auto const or_dash = [](std::string const& value) { return value.empty() ? "-" : value; };
        std::string out =
            context_.text("explain_" + record_.relation, {{"month", all_.month},
                                                          {"contract", or_dash(record_.contract)},
                                                          {"receipt", or_dash(record_.receipt)},
                                                          {"bill", or_dash(record_.bill)},
                                                          {"txn", or_dash(record_.txn)},
                                                          {"legal", record_.legal_uscc},
                                                          {"amount", record_.amount}}) +
            "\n";
        for (service::ExplainedRule const& one : record_.rules)
            if (one.is_root && !one.is_check) out += "\n" + tree(one, 0);
        std::string checks;
        for (service::ExplainedRule const& one : record_.rules)
            if (one.is_check) checks += trace_text(context_, one.trace, names(), 1, true);
        if (!checks.empty()) out += "\n" + context_.text("explain_findings") + "\n" + checks;
        return out;
    }

private:
    ItemNames names() const {
        return [this](std::string_view item) {
            bool const english = context_.language() == service::Language::en;
            std::string const call(item);
            for (pack::Item const& known : all_.grain.items)
                if (known.name == item)
                    return (english ? known.label.en : known.label.zh) + " " + call;
            for (auto const& [name, list] : all_.lists)
                if (item == "list('" + name + "')")
                    return context_.text("list_coverage",
                                         {{"list", english ? list.label.en : list.label.zh}}) +
                           " " + call;
            return call;
        };
    }

    std::string tree(service::ExplainedRule const& one, int depth) {
        // A rule that several read is shown in full once; a 否 below another needs its reasons only.
        bool const brief = !shown_.insert(one.trace.rule).second ||
                           (depth > 0 && one.trace.verdict == rule::Verdict::no);
        std::string out = trace_text(context_, one.trace, names(), depth, brief);
        if (!lacking(one.trace).empty()) {
            std::vector<std::string> items;
            for (std::string const& item : lacking(one.trace)) items.push_back(names()(item));
            out += std::string(size_t(depth + 1) * 2, ' ') +
                   context_.text("explain_missing", {{"items", base::join(items, "、")}}) + "\n";
        }
        if (brief) return out;
        for (rule::ConditionTrace const& condition : one.trace.conditions)
            for (std::string const& name : condition.rules)
                for (service::ExplainedRule const& below : record_.rules)
                    if (below.trace.rule == name) out += tree(below, depth + 2);
        return out;
    }

    Context const& context_;
    service::Explanation const& all_;
    service::ExplainedRecord const& record_;
    std::set<std::string_view> shown_;
};

std::string explanation_text(Context const& context, service::Explanation const& all) {
    std::string out = all.trial ? context.text("explain_trial") + "\n\n" : "";
    for (std::string const& note : all.notes)
        out += context.text("report_note", {{"note", note}}) + "\n\n";
    auto const& [first, of_first] = *all.found_by_legal.begin();
    if (all.found_by_legal.size() > 1) {
        std::vector<std::string> legals;
        for (auto const& [legal, count] : all.found_by_legal) legals.push_back(legal);
        out += context.text("explain_shared", {{"found", std::to_string(all.found)},
                                               {"count", std::to_string(legals.size())},
                                               {"legals", base::join(legals, "、")},
                                               {"first", first}}) +
               "\n\n";
    }
    for (size_t i = 0; i < all.records.size(); ++i)
        out += (i > 0 ? "\n" : "") + RecordText(context, all, all.records[i]).text();
    int64_t const more = of_first - int64_t(all.records.size());
    if (more > 0)
        out += "\n" + context.text("explain_more", {{"more", std::to_string(more)}}) + "\n";
    return out;
}

void run(Context& context, service::ExplainRequest const& request) {
    auto const result = service::explain_receipt(request);
    if (!result) return context.fail(result.error());
    if (!context.json) return print(explanation_text(context, *result));
    print(service::explanation_json(*result).dump(2) + "\n");
}

}  // namespace

void add_explain(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("explain", context.help("explain"));
    auto request = std::make_shared<service::ExplainRequest>();
    command->add_option("--in", request->run, context.help("explain_in"))->required();
    command->add_option("--receipt", request->receipt, context.help("explain_receipt"))->required();
    command->add_option("--rule", request->rule, context.help("explain_rule"));
    command->add_option("--legal", request->legal_uscc, context.help("explain_legal"));
    command->add_option("--contract", request->contract, context.help("explain_contract"));
    add_common_options(*command, context);
    command->callback([&context, request] { run(context, *request); });
}

}  // namespace app
