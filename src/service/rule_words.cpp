// Terms into words, from labels alone.
#include "service/rule_words.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace service {
namespace {

using rule::Term;

std::string say(WordBook const& words, std::string const& what, base::Args const& args) {
    return label("text.words_" + what, words.language, args);
}

pack::Item const* item_of(WordBook const& words, std::string const& name) {
    auto const grain = words.book.grains.find(words.grain);
    if (grain == words.book.grains.end()) return nullptr;
    for (pack::Item const& item : grain->second.items)
        if (item.name == name) return &item;
    return nullptr;
}

/// The code list whose codes a term has; nullptr for anything else.
pack::CodeList const* codes_of(WordBook const& words, Term const& term) {
    if (term.kind != "name") return nullptr;
    pack::Item const* const item = item_of(words, term.text);
    if (item == nullptr || item->type.codes.empty()) return nullptr;
    return pack::find(words.book.codes, item->type.codes);
}

/// A constant; a code with what it stands for.
std::string constant(WordBook const& words, Term const& term, pack::CodeList const* codes) {
    if (term.kind == "number")
        return term.text + (term.unit.empty() ? std::string() : " " + term.unit);
    int const at = codes == nullptr ? -1 : codes->find(term.text);
    if (at < 0) return term.text;
    return label_of(codes->codes[size_t(at)].label, words.language) + " " + term.text;
}

template <typename T>
std::string title_in(WordBook const& words, std::map<std::string, T> const& all,
                     std::string const& name) {
    T const* const found = pack::find(all, name);
    return found == nullptr ? name : label_of(found->label, words.language);
}

class Speaker {
public:
    explicit Speaker(WordBook const& words) : words_(words) {}

    std::string of(Term const& term, pack::CodeList const* codes = nullptr) const {
        std::string const& kind = term.kind;
        if (kind == "number" || kind == "text" || kind == "date" || kind == "boolean")
            return constant(words_, term, codes);
        if (kind == "null") return say(words_, "null", {});
        if (kind == "name") return named(term.text);
        if (kind == "call") return call(term);
        if (kind == "and" || kind == "or") return joined(term);
        if (kind == "compare") return compared(term);
        if (kind == "in_list") return one_of(term);
        if (kind == "in_call") return in_call(term);
        if (kind == "case") return branches(term);
        base::Args args;
        char name = 'a';
        for (Term const& arg : term.args) args.emplace_back(std::string(1, name++), of(arg));
        if (kind == "add" || kind == "multiply" || kind == "concat")
            return inside(term.args[0]) + " " + (kind == "multiply" ? "×" : sign(term)) + " " +
                   inside(term.args[1]);
        if (kind == "negate") return "−" + inside(term.args[0]);
        std::string what = kind;
        if (kind == "like") {
            // Nearly every pattern is a beginning; the others are shown as they are.
            bool const begins = term.text.find_first_of("%_") + 1 == term.text.size() &&
                                term.text.ends_with('%') && term.text.size() > 1;
            args.emplace_back("b", begins ? term.text.substr(0, term.text.size() - 1) : term.text);
            if (begins) what = "begins";
        }
        return say(words_, (term.negated ? "not_" : "") + what, args);
    }

private:
    /// A rule's own number by its newest value, or an item.
    std::string named(std::string const& name) const {
        if (words_.rule != nullptr && !words_.rule->versions.empty()) {
            auto const& own = words_.rule->versions.back().params;
            if (auto const at = own.find(name); at != own.end()) return at->second.text;
        }
        return item_words(words_, name);
    }

    static std::string sign(Term const& term) { return term.kind == "concat" ? "||" : term.text; }

    /// With brackets where the parts are joined otherwise.
    std::string inside(Term const& term) const {
        bool const plain = term.args.empty() || term.kind == "call" || term.kind == "in_call" ||
                           term.kind == "in_list" || term.kind == "compare" || term.kind == "not";
        return plain ? of(term) : say(words_, "brackets", {{"a", of(term)}});
    }

    std::string joined(Term const& term) const {
        std::string out;
        for (Term const& arg : term.args)
            out += (out.empty() ? "" : say(words_, term.kind, {})) +
                   (arg.kind == term.kind ? of(arg) : inside(arg));
        return out;
    }

    std::string compared(Term const& term) const {
        static std::map<std::string, std::string> const names = {
            {"=", "equal"},    {"<>", "unequal"}, {"!=", "unequal"}, {"<", "less"},
            {"<=", "at_most"}, {">", "more"},     {">=", "at_least"}};
        auto const name = names.find(term.text);
        Term const &left = term.args[0], &right = term.args[1];
        return say(
            words_, name == names.end() ? "equal" : name->second,
            {{"a", of(left, codes_of(words_, right))}, {"b", of(right, codes_of(words_, left))}});
    }

    std::string one_of(Term const& term) const {
        pack::CodeList const* const codes = codes_of(words_, term.args[0]);
        std::string all;
        for (size_t i = 1; i < term.args.size(); ++i)
            all += (i == 1 ? "" : say(words_, "comma", {})) + of(term.args[i], codes);
        std::string const verb = std::string(term.negated ? "not_" : "") + "in";
        return say(words_, verb, {{"a", of(term.args[0])}, {"b", all}});
    }

    std::string in_call(Term const& term) const {
        Term const& of_what = term.args[1];
        std::string title = of_what.args.empty() ? std::string() : of_what.args[0].text;
        if (of_what.text == "list")
            title = title_in(words_, words_.book.lists, title);
        else if (of_what.text == "map")
            title = title_in(words_, words_.book.maps, title);
        else if (pack::find(words_.book.sets, title) != nullptr)
            title = title_in(words_, words_.book.sets, title);
        else
            title = title_in(words_, words_.book.codes, title);
        for (size_t i = 1; i < of_what.args.size(); ++i)
            title += say(words_, "comma", {}) + of(of_what.args[i]);
        return say(words_, (term.negated ? "not_in_" : "in_") + of_what.text,
                   {{"a", of(term.args[0])}, {"b", title}});
    }

    std::string branches(Term const& term) const {
        std::string out;
        size_t i = 0;
        for (; i + 1 < term.args.size(); i += 2)
            out += say(words_, "when", {{"a", of(term.args[i])}, {"b", of(term.args[i + 1])}});
        if (i < term.args.size()) out += say(words_, "else", {{"a", of(term.args[i])}});
        return out;
    }

    std::string call(Term const& term) const {
        std::string const name = term.args.empty() ? std::string() : term.args[0].text;
        if (term.text == "rule")
            return say(words_, "rule", {{"a", title_in(words_, words_.book.rules, name)}});
        if (term.text == "table")
            return say(words_, "table", {{"a", title_in(words_, words_.book.tables, name)}});
        if (term.text == "param") return say(words_, "param", {{"a", name}});
        if (term.text == "div0" && term.args.size() > 1)
            return inside(term.args[0]) + " ÷ " + inside(term.args[1]);
        std::string args;
        for (Term const& arg : term.args)
            args += (args.empty() ? "" : say(words_, "comma", {})) + of(arg);
        return has_label("text.words_call_" + term.text)
                   ? say(words_, "call_" + term.text, {{"a", args}})
                   : term.text + "(" + args + ")";
    }

    WordBook const& words_;
};

std::string names_of(WordBook const& words, std::vector<std::string> const& names) {
    return base::join(names, say(words, "comma", {}));
}

}  // namespace

std::string label_of(pack::Label const& label, Language language) {
    return language == Language::en && !label.en.empty() ? label.en : label.zh;
}

std::string item_words(WordBook const& words, std::string const& item) {
    pack::Item const* const found = item_of(words, item);
    return found == nullptr ? item : label_of(found->label, words.language);
}

std::string expression_words(WordBook const& words, pack::Source const& source) {
    auto const term = rule::parse_term(source);
    return term ? Speaker(words).of(*term) : source.text;
}

std::string statement_of(WordBook const& words, pack::Rule const& rule) {
    std::vector<std::string> names;
    for (pack::Condition const& condition : rule.conditions)
        names.push_back(say(words, "quoted", {{"a", condition.name}}));
    bool const any = rule.combine == pack::Combine::any;
    std::string const kind = rule.is_check ? "check_" : "rule_";
    return say(words, kind + (any ? "any" : "all"),
               {{"clock", item_words(words, rule.by)}, {"conditions", names_of(words, names)}});
}

std::string statement_of(WordBook const& words, pack::DecisionTable const& table) {
    std::vector<std::string> names;
    for (pack::DecisionTable::Column const& column : table.inputs)
        names.push_back(item_words(words, column.item));
    return say(words, "table_statement", {{"inputs", names_of(words, names)}});
}

std::string statement_of(WordBook const& words, pack::Metric const& metric) {
    std::string const what = expression_words(words, metric.expression);
    if (metric.where.text.empty()) return say(words, "metric_statement", {{"what", what}});
    return say(words, "metric_where",
               {{"what", what}, {"where", expression_words(words, metric.where)}});
}

std::string type_text(pack::Type const& type) {
    std::string out;
    switch (type.kind) {
        case pack::TypeKind::boolean: out = "bool"; break;
        case pack::TypeKind::integer: out = "int"; break;
        case pack::TypeKind::decimal:
            out = "decimal(" + std::to_string(type.digits) + "," + std::to_string(type.scale) + ")";
            break;
        case pack::TypeKind::text: out = "text"; break;
        case pack::TypeKind::code: out = "code(" + type.codes + ")"; break;
        case pack::TypeKind::date: out = "date"; break;
    }
    return type.unit.empty() ? out : out + " " + type.unit;
}

}  // namespace service
