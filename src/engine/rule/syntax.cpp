// Lexer and recursive-descent parser of the expression language.
#include "engine/rule/syntax.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/day.hpp"
#include "base/text.hpp"

namespace rule {
namespace {

constexpr std::array<std::string_view, 13> units = {"元", "万元", "亿元", "%",  "人", "户", "笔",
                                                    "天", "月",   "年",   "次", "亩", "吨"};

enum class TokenKind : uint8_t { end, number, text, word, symbol };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;
    size_t offset = 0;
};

bool is_word_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || uint8_t(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Parser {
public:
    Parser(std::string_view text, base::Place at) : text_(text), at_(std::move(at)) {}

    base::Result<Syntax> parse() {
        if (text_.size() > expression_bytes_max) return refuse("expr_too_long", 0);
        if (base::trim(text_).empty()) return refuse("expr_empty", 0);
        TRY_VOID(advance());
        auto root = TRY(parse_or());
        if (token_.kind != TokenKind::end) return unexpected_token("");
        return root;
    }

private:
    base::Place place(size_t offset) const {
        base::Place at = at_;
        for (char c : text_.substr(0, offset)) {
            if (c == '\n') {
                ++at.line;
                at.column = 1;
            } else if ((uint8_t(c) & 0xC0) != 0x80 && at.column > 0) {
                ++at.column;
            }
        }
        return at;
    }

    std::unexpected<base::Error> refuse(std::string_view code, size_t offset,
                                        base::Args args = {}) const {
        return base::invalid(code, place(offset), std::move(args));
    }

    std::unexpected<base::Error> unexpected_token(std::string_view want) const {
        std::string const got(token_.text);
        if (token_.kind == TokenKind::end) return refuse("expr_incomplete", token_.offset);
        if (want.empty()) return refuse("expr_misplaced", token_.offset, {{"got", got}});
        return refuse("expr_unexpected", token_.offset,
                      {{"got", got}, {"want", std::string(want)}});
    }

    /// A character of no operator; who writes `/` or `==` is told what stands for it here.
    std::unexpected<base::Error> refuse_symbol(size_t offset, char c) const {
        std::string const got(1, c);
        if (c == '/')
            return refuse("expr_unexpected", offset, {{"got", got}, {"want", "div0(a, b, scale)"}});
        if (c == '"') return refuse("expr_unexpected", offset, {{"got", got}, {"want", "'"}});
        return refuse("expr_misplaced", offset, {{"got", got}});
    }

    base::Result<void> advance() {
        while (next_ < text_.size() &&
               (text_[next_] == ' ' || text_[next_] == '\n' || text_[next_] == '\t'))
            ++next_;
        size_t const begin = next_;
        if (begin >= text_.size()) {
            token_ = {TokenKind::end, {}, begin};
            return {};
        }
        char const c = text_[begin];
        TokenKind kind = TokenKind::symbol;
        if (is_digit(c)) {
            kind = TokenKind::number;
            while (next_ < text_.size() && (is_digit(text_[next_]) || text_[next_] == '.')) ++next_;
            if (next_ < text_.size() && (text_[next_] == 'e' || text_[next_] == 'E'))
                return refuse("expr_bad_number", begin,
                              {{"value", std::string(text_.substr(begin, 12))}});
        } else if (c == '\'') {
            kind = TokenKind::text;
            size_t const close = text_.find('\'', begin + 1);
            if (close == std::string_view::npos) return refuse("expr_unclosed_text", begin);
            next_ = close + 1;
        } else if (is_word_start(c)) {
            kind = TokenKind::word;
            while (next_ < text_.size() &&
                   (is_word_start(text_[next_]) || is_digit(text_[next_]) || text_[next_] == '.'))
                ++next_;
        } else {
            std::string_view const two = text_.substr(begin, 2);
            bool const is_two =
                two == "<=" || two == ">=" || two == "<>" || two == "!=" || two == "||";
            next_ = begin + (is_two ? 2 : 1);
            if (!is_two && std::string_view("()+-*,=<>%").find(c) == std::string_view::npos)
                return refuse_symbol(begin, c);
        }
        token_ = {kind, text_.substr(begin, next_ - begin), begin};
        return {};
    }

    bool is_symbol(std::string_view text) const {
        return token_.kind == TokenKind::symbol && token_.text == text;
    }
    bool is_word(std::string_view text) const {
        return token_.kind == TokenKind::word && token_.text == text;
    }

    base::Result<void> expect_symbol(std::string_view text) {
        if (!is_symbol(text)) return unexpected_token(text);
        return advance();
    }
    base::Result<void> expect_word(std::string_view text) {
        if (!is_word(text)) return unexpected_token(text);
        return advance();
    }

    Syntax node(SyntaxKind kind, size_t offset) const {
        Syntax out{};
        out.kind = kind;
        out.at = place(offset);
        return out;
    }

    /// Steps over an operator of a chain: chains grow the tree on its left, so they have a limit.
    base::Result<void> advance_operator() {
        if (++operators_ > syntax_operators_max) return refuse("expr_too_long", token_.offset);
        return advance();
    }

    base::Result<Syntax> parse_or() {
        if (++depth_ > syntax_depth_max) return refuse("expr_too_deep", token_.offset);
        auto left = TRY(parse_and());
        while (is_word("or")) {
            Syntax both = node(SyntaxKind::op_or, token_.offset);
            TRY_VOID(advance_operator());
            auto right = TRY(parse_and());
            both.args.push_back(std::move(left));
            both.args.push_back(std::move(right));
            left = std::move(both);
        }
        --depth_;
        return left;
    }

    base::Result<Syntax> parse_and() {
        auto left = TRY(parse_not());
        while (is_word("and")) {
            Syntax both = node(SyntaxKind::op_and, token_.offset);
            TRY_VOID(advance_operator());
            auto right = TRY(parse_not());
            both.args.push_back(std::move(left));
            both.args.push_back(std::move(right));
            left = std::move(both);
        }
        return left;
    }

    base::Result<Syntax> parse_not() {
        if (!is_word("not")) return parse_predicate();
        if (++depth_ > syntax_depth_max) return refuse("expr_too_deep", token_.offset);
        Syntax out = node(SyntaxKind::op_not, token_.offset);
        TRY_VOID(advance());
        auto inner = TRY(parse_not());
        out.args.push_back(std::move(inner));
        --depth_;
        return out;
    }

    base::Result<Syntax> parse_predicate() {
        auto left = TRY(parse_sum());
        size_t const offset = token_.offset;
        for (std::string_view symbol : {"<=", ">=", "<>", "!=", "=", "<", ">"}) {
            if (!is_symbol(symbol)) continue;
            Syntax out = node(SyntaxKind::compare, offset);
            out.text = symbol == "!=" ? "<>" : symbol;
            TRY_VOID(advance());
            auto right = TRY(parse_sum());
            out.args.push_back(std::move(left));
            out.args.push_back(std::move(right));
            return out;
        }
        if (is_word("is")) return parse_is_null(std::move(left));
        bool const negated = is_word("not");
        if (negated) TRY_VOID(advance());
        if (is_word("in")) return parse_in(std::move(left), negated);
        if (is_word("between")) return parse_between(std::move(left), negated);
        if (is_word("like")) return parse_like(std::move(left), negated);
        if (negated) return unexpected_token("in | between | like");
        return left;
    }

    base::Result<Syntax> parse_is_null(Syntax left) {
        Syntax out = node(SyntaxKind::is_null, token_.offset);
        TRY_VOID(advance());
        out.negated = is_word("not");
        if (out.negated) TRY_VOID(advance());
        TRY_VOID(expect_word("null"));
        out.args.push_back(std::move(left));
        return out;
    }

    base::Result<Syntax> parse_in(Syntax left, bool negated) {
        Syntax out = node(SyntaxKind::in_list, token_.offset);
        out.negated = negated;
        TRY_VOID(advance());
        out.args.push_back(std::move(left));
        if (is_symbol("(")) {
            do {
                TRY_VOID(advance());
                auto item = TRY(parse_sum());
                out.args.push_back(std::move(item));
            } while (is_symbol(","));
            TRY_VOID(expect_symbol(")"));
            return out;
        }
        out.kind = SyntaxKind::in_call;
        auto call = TRY(parse_primary());
        if (call.kind != SyntaxKind::call ||
            (call.text != "code" && call.text != "list" && call.text != "map"))
            return refuse("expr_unexpected", token_.offset,
                          {{"got", call.text}, {"want", "( | code | list | map"}});
        out.args.push_back(std::move(call));
        return out;
    }

    base::Result<Syntax> parse_between(Syntax left, bool negated) {
        Syntax out = node(SyntaxKind::between, token_.offset);
        out.negated = negated;
        TRY_VOID(advance());
        auto low = TRY(parse_sum());
        TRY_VOID(expect_word("and"));
        auto high = TRY(parse_sum());
        out.args.push_back(std::move(left));
        out.args.push_back(std::move(low));
        out.args.push_back(std::move(high));
        return out;
    }

    base::Result<Syntax> parse_like(Syntax left, bool negated) {
        Syntax out = node(SyntaxKind::like, token_.offset);
        out.negated = negated;
        TRY_VOID(advance());
        if (token_.kind != TokenKind::text) return unexpected_token("'…'");
        out.text = token_.text.substr(1, token_.text.size() - 2);
        TRY_VOID(advance());
        out.args.push_back(std::move(left));
        return out;
    }

    base::Result<Syntax> parse_sum() {
        auto left = TRY(parse_product());
        while (is_symbol("+") || is_symbol("-") || is_symbol("||")) {
            Syntax both =
                node(is_symbol("||") ? SyntaxKind::concat : SyntaxKind::add, token_.offset);
            both.text = token_.text;
            TRY_VOID(advance_operator());
            auto right = TRY(parse_product());
            both.args.push_back(std::move(left));
            both.args.push_back(std::move(right));
            left = std::move(both);
        }
        return left;
    }

    base::Result<Syntax> parse_product() {
        auto left = TRY(parse_unary());
        while (is_symbol("*")) {
            Syntax both = node(SyntaxKind::multiply, token_.offset);
            TRY_VOID(advance_operator());
            auto right = TRY(parse_unary());
            both.args.push_back(std::move(left));
            both.args.push_back(std::move(right));
            left = std::move(both);
        }
        return left;
    }

    base::Result<Syntax> parse_unary() {
        if (!is_symbol("-")) return parse_primary();
        Syntax out = node(SyntaxKind::negate, token_.offset);
        TRY_VOID(advance());
        auto inner = TRY(parse_primary());
        out.args.push_back(std::move(inner));
        return out;
    }

    base::Result<Syntax> parse_primary() {
        size_t const offset = token_.offset;
        if (token_.kind == TokenKind::number) return parse_number();
        if (token_.kind == TokenKind::text) {
            Syntax out = node(SyntaxKind::text, offset);
            out.text = token_.text.substr(1, token_.text.size() - 2);
            TRY_VOID(advance());
            return out;
        }
        if (is_symbol("(")) {
            TRY_VOID(advance());
            auto inner = TRY(parse_or());
            TRY_VOID(expect_symbol(")"));
            return inner;
        }
        if (token_.kind != TokenKind::word) return unexpected_token("");
        return parse_word();
    }

    base::Result<Syntax> parse_number() {
        Syntax out = node(SyntaxKind::number, token_.offset);
        auto const number = base::parse_decimal(token_.text);
        if (!number)
            return refuse("expr_bad_number", token_.offset, {{"value", std::string(token_.text)}});
        out.number = *number;
        TRY_VOID(advance());
        if ((token_.kind == TokenKind::word || is_symbol("%")) && is_unit(token_.text)) {
            out.unit = token_.text;
            TRY_VOID(advance());
        }
        return out;
    }

    base::Result<Syntax> parse_word() {
        size_t const offset = token_.offset;
        std::string const word(token_.text);
        for (std::string_view reserved :
             {"and", "or", "not", "in", "between", "like", "is", "then", "when", "else", "end"})
            if (word == reserved) return unexpected_token("");
        TRY_VOID(advance());
        if (word == "true" || word == "false") {
            Syntax out = node(SyntaxKind::boolean, offset);
            out.text = word;
            return out;
        }
        if (word == "null") return node(SyntaxKind::null, offset);
        if (word == "case") return parse_case(offset);
        if (word == "date" && token_.kind == TokenKind::text) {
            Syntax out = node(SyntaxKind::date, offset);
            out.text = token_.text.substr(1, token_.text.size() - 2);
            if (!base::parse_day(out.text))
                return refuse("expr_bad_date", token_.offset, {{"value", out.text}});
            TRY_VOID(advance());
            return out;
        }
        Syntax out = node(is_symbol("(") ? SyntaxKind::call : SyntaxKind::name, offset);
        out.text = word;
        if (out.kind == SyntaxKind::name) return out;
        TRY_VOID(advance());
        while (!is_symbol(")")) {
            if (!out.args.empty()) TRY_VOID(expect_symbol(","));
            // `map('m', '*')`: the flag is a text; count(*) has its star alone.
            if (is_symbol("*")) {
                Syntax star = node(SyntaxKind::name, token_.offset);
                star.text = "*";
                out.args.push_back(std::move(star));
                TRY_VOID(advance());
                continue;
            }
            auto argument = TRY(parse_or());
            out.args.push_back(std::move(argument));
        }
        TRY_VOID(advance());
        return out;
    }

    base::Result<Syntax> parse_case(size_t offset) {
        if (++depth_ > syntax_depth_max) return refuse("expr_too_deep", offset);
        Syntax out = node(SyntaxKind::case_when, offset);
        while (is_word("when")) {
            TRY_VOID(advance());
            auto when = TRY(parse_or());
            TRY_VOID(expect_word("then"));
            auto then = TRY(parse_or());
            out.args.push_back(std::move(when));
            out.args.push_back(std::move(then));
        }
        if (out.args.empty()) return unexpected_token("when");
        if (is_word("else")) {
            TRY_VOID(advance());
            auto otherwise = TRY(parse_or());
            out.args.push_back(std::move(otherwise));
        }
        TRY_VOID(expect_word("end"));
        --depth_;
        return out;
    }

    std::string_view text_;
    base::Place at_;
    size_t next_ = 0;
    Token token_;
    int depth_ = 0;
    int operators_ = 0;
};

std::string join_args(std::vector<Syntax> const& args, size_t from) {
    std::string out;
    for (size_t i = from; i < args.size(); ++i) out += (i > from ? ", " : "") + to_text(args[i]);
    return out;
}

/// Binding strength, so that only needed brackets are printed.
int strength(SyntaxKind kind) {
    switch (kind) {
        case SyntaxKind::op_or: return 1;
        case SyntaxKind::op_and: return 2;
        case SyntaxKind::op_not: return 3;
        case SyntaxKind::compare:
        case SyntaxKind::in_list:
        case SyntaxKind::in_call:
        case SyntaxKind::between:
        case SyntaxKind::is_null:
        case SyntaxKind::like: return 4;
        case SyntaxKind::add:
        case SyntaxKind::concat: return 5;
        case SyntaxKind::multiply: return 6;
        case SyntaxKind::negate: return 7;
        default: return 8;
    }
}

std::string bracketed(Syntax const& inner, int outer) {
    std::string text = to_text(inner);
    return strength(inner.kind) < outer ? "(" + text + ")" : text;
}

std::string case_text(Syntax const& s) {
    std::string out = "case";
    size_t i = 0;
    for (; i + 1 < s.args.size(); i += 2)
        out += " when " + to_text(s.args[i]) + " then " + to_text(s.args[i + 1]);
    if (i < s.args.size()) out += " else " + to_text(s.args[i]);
    return out + " end";
}

}  // namespace

bool is_unit(std::string_view word) {
    return std::find(units.begin(), units.end(), word) != units.end();
}

base::Result<Syntax> parse_expression(std::string_view text, base::Place const& at) {
    return Parser(text, at).parse();
}

std::string to_text(Syntax const& s) {
    int const mine = strength(s.kind);
    std::string const no = s.negated ? "not " : "";
    switch (s.kind) {
        case SyntaxKind::number:
            return base::to_text(s.number) + (s.unit.empty() ? "" : " " + s.unit);
        case SyntaxKind::text: return "'" + s.text + "'";
        case SyntaxKind::date: return "date '" + s.text + "'";
        case SyntaxKind::boolean:
        case SyntaxKind::name: return s.text;
        case SyntaxKind::null: return "null";
        case SyntaxKind::call: return s.text + "(" + join_args(s.args, 0) + ")";
        case SyntaxKind::op_not: return "not " + bracketed(s.args[0], mine);
        case SyntaxKind::op_and:
            return bracketed(s.args[0], mine) + " and " + bracketed(s.args[1], mine + 1);
        case SyntaxKind::op_or:
            return bracketed(s.args[0], mine) + " or " + bracketed(s.args[1], mine + 1);
        case SyntaxKind::compare:
            return bracketed(s.args[0], mine + 1) + " " + s.text + " " +
                   bracketed(s.args[1], mine + 1);
        case SyntaxKind::add:
        case SyntaxKind::concat:
            return bracketed(s.args[0], mine) + " " + s.text + " " + bracketed(s.args[1], mine + 1);
        case SyntaxKind::multiply:
            return bracketed(s.args[0], mine) + " * " + bracketed(s.args[1], mine + 1);
        case SyntaxKind::negate: return "-" + bracketed(s.args[0], mine + 1);
        case SyntaxKind::in_list:
            return bracketed(s.args[0], mine + 1) + " " + no + "in (" + join_args(s.args, 1) + ")";
        case SyntaxKind::in_call:
            return bracketed(s.args[0], mine + 1) + " " + no + "in " + to_text(s.args[1]);
        case SyntaxKind::between:
            return bracketed(s.args[0], mine + 1) + " " + no + "between " +
                   bracketed(s.args[1], mine + 1) + " and " + bracketed(s.args[2], mine + 1);
        case SyntaxKind::is_null: return bracketed(s.args[0], mine + 1) + " is " + no + "null";
        case SyntaxKind::like:
            return bracketed(s.args[0], mine + 1) + " " + no + "like '" + s.text + "'";
        case SyntaxKind::case_when: return case_text(s);
    }
    return "";
}

}  // namespace rule
