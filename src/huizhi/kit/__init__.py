"""组件: what every screen and operation is made of."""
