// A field of a layout, for tests of readers and cells.
#pragma once

#include "domain/layout.hpp"

namespace warehouse {

inline domain::Field field(domain::FieldKind kind, int width, int scale = 0,
                           bool required = false) {
    domain::Field out;
    out.id = "f";
    out.zh = "栏";
    out.kind = kind;
    out.width = width;
    out.scale = scale;
    out.required = required;
    return out;
}

}  // namespace warehouse
