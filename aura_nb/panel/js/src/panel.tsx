/** The widget: what anywidget calls. */

export { mount } from "./mount.tsx";
