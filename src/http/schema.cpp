// The schema as a loop over routes and records; whatever a person reads comes from labels.
#include "http/schema.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "http/openapi.hpp"
#include "service/record_label.hpp"
#include "store/role.hpp"

namespace http {
namespace {

using Object = nlohmann::ordered_json;
using service::Language;

Object text_or_null(std::string text) {
    return text.empty() ? Object(nullptr) : Object(std::move(text));
}

std::string unit_of(base::Column const& column) {
    return column.doc.unit == cents_unit ? "CNY" : std::string(column.doc.unit);
}

Object column_object(base::Record const& record, base::Column const& column, Language language) {
    Object choices = Object::array();
    if (!column.doc.choices.empty())
        for (std::string_view const word : base::split(column.doc.choices, ' '))
            choices.push_back({{"value", std::string(word)},
                               {"label", service::choice_title(record, column, word, language)}});
    return {{"name", std::string(column.name)},
            {"label", service::column_title(record, column, language)},
            {"type", std::string(editor_name(column))},
            {"required", !column.nullable},
            {"key", column.doc.key},
            {"unit", text_or_null(unit_of(column))},
            {"help", text_or_null(service::column_hint(record, column, language))},
            {"choices", choices}};
}

Object record_object(base::Record const& record, Language language) {
    Object columns = Object::array();
    for (base::Column const& column : record.columns)
        if (!column.doc.secret) columns.push_back(column_object(record, column, language));
    return {{"title", service::record_title(record, language)}, {"columns", columns}};
}

/// The route's own title, else what its method usually means.
std::string action_title(Route const& route, Language language) {
    std::string const key = "route." + operation_id(route);
    if (service::has_label(key)) return service::label(key, language);
    switch (route.method) {
        case Method::post: return service::label("text.verb_post", language);
        case Method::remove: return service::label("text.verb_delete", language);
        default: return service::label("text.verb_put", language);
    }
}

Object action_object(Route const& route, Language language) {
    return {{"method", std::string(to_text(route.method))},
            {"path", route.path},
            {"record", route.body_record ? Object(std::string(route.body_record->name)) : Object()},
            {"permission", route.permission},
            {"title", action_title(route, language)}};
}

/// A write that a form can make: files have their own pages.
bool is_form(Route const& route) {
    return route.writes() && (route.body == BodyKind::none || route.body == BodyKind::record);
}

bool needs_value(Route const& route) {
    for (base::Column const& column : route.query)
        if (!column.nullable) return true;
    return route.path.find('{') != std::string::npos;
}

class Tables {
public:
    Tables(RouteTable const& table, Identity const& identity, Language language)
        : table_(table), identity_(identity), language_(language) {}

    bool is_list(Route const& route) const {
        return route.method == Method::get && route.reply == ReplyKind::list &&
               identity_.may(route.permission);
    }

    Object make(Route const& list) const {
        Object create, actions = Object::array();
        bool one = false;
        for (Route const& route : table_.routes()) {
            if (!identity_.may(route.permission)) continue;
            bool const below = route.path.starts_with(list.path + "/{");
            bool const ends = route.path.find('/', list.path.size() + 1) == std::string::npos;
            if (below && ends && route.method == Method::get && route.reply == ReplyKind::record)
                one = true;
            if (!is_form(route)) continue;
            if (route.path == list.path && route.body == BodyKind::record)
                create = action_object(route, language_);
            if (below) actions.push_back(action_object(route, language_));
        }
        return {{"path", list.path},
                {"title", list_title(list, language_)},
                {"record", std::string(list.reply_record->name)},
                {"permission", list.permission},
                {"one", one},
                {"create", create},
                {"actions", actions}};
    }

private:
    RouteTable const& table_;
    Identity const& identity_;
    Language language_;
};

}  // namespace

std::string_view editor_name(base::Column const& column) {
    if (!column.doc.choices.empty()) return "choice";
    bool const is_yuan = column.doc.unit == "CNY" || column.doc.unit == cents_unit;
    switch (column.type) {
        case base::ValueType::boolean: return "boolean";
        case base::ValueType::integer: return is_yuan ? "money" : "integer";
        case base::ValueType::decimal: return is_yuan ? "money" : "decimal";
        case base::ValueType::day: return "day";
        case base::ValueType::text: break;
    }
    switch (column.doc.editor) {
        case base::Editor::plain: return "text";
        case base::Editor::long_text: return "long_text";
        case base::Editor::instant: return "instant";
        case base::Editor::month: return "month";
        case base::Editor::region: return "region";
        case base::Editor::organisation: return "organisation";
        case base::Editor::account: return "account";
    }
    return "text";
}

std::string list_title(Route const& route, Language language) {
    std::string const key = "route." + operation_id(route);
    return service::has_label(key) ? service::label(key, language)
                                   : service::record_title(*route.reply_record, language);
}

namespace {

/// {name: label} of every standard role, and of every permission that one of them has.
std::pair<Object, Object> words_of_rights(Language language) {
    Object roles = Object::object(), permissions = Object::object();
    for (store::StandardRole const& role : store::standard_roles()) {
        std::string const name(role.name);
        roles[name] = service::label("role." + name, language);
        for (std::string const& one : store::split_words(role.permissions))
            permissions[one] = service::label("permission." + one, language);
    }
    return {std::move(roles), std::move(permissions)};
}

}  // namespace

std::string schema_text(RouteTable const& table, Identity const& identity, Language language) {
    Object records = Object::object(), whole = Object::array(), nested = Object::array();
    Tables const tables(table, identity, language);
    for (Route const& route : table.routes()) {
        if (!identity.may(route.permission)) continue;
        for (base::Record const* const record : {route.body_record, route.reply_record})
            if (record && !records.contains(std::string(record->name)))
                records[std::string(record->name)] = record_object(*record, language);
        if (tables.is_list(route))
            (needs_value(route) ? nested : whole).push_back(tables.make(route));
    }
    auto const [roles, permissions] = words_of_rights(language);
    return Object({{"records", records},
                   {"tables", whole},
                   {"nested", nested},
                   {"roles", roles},
                   {"permissions", permissions}})
        .dump();
}

base::Record const* find_body_record(RouteTable const& table, Identity const& identity,
                                     std::string_view name) {
    for (Route const& route : table.routes())
        if (route.body_record && route.body_record->name == name && identity.may(route.permission))
            return route.body_record;
    return nullptr;
}

std::vector<Route> schema_routes(std::function<RouteTable const&()> table) {
    Route route;
    route.path = "/v1/schema";
    route.permission = "signed_in";
    route.purpose = store::Purpose::security;
    route.summary = "Records, lists and forms that the caller may use, with their labels.";
    route.reply = ReplyKind::json;
    route.handle = [table = std::move(table)](Call& call) -> base::Result<Answer> {
        Answer answer;
        answer.text = schema_text(table(), call.identity, call.language);
        return answer;
    };
    std::vector<Route> out;
    out.push_back(std::move(route));
    return out;
}

}  // namespace http
